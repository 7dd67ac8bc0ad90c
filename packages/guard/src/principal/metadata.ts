const claim = 'urn:zitadel:iam:user:metadata'
const base64url = /^[A-Za-z0-9_-]*$/

/** The bytes of one metadata value: base64url without padding in claims (contract 6.6). `null` if absent or of another form. */
export function metadataBytes(
  claims: Readonly<Record<string, unknown>>,
  key: string,
): Uint8Array<ArrayBuffer> | null {
  const values = claims[claim]
  if (typeof values !== 'object' || values === null) return null
  const value: unknown = Reflect.get(values, key)
  if (typeof value !== 'string' || !base64url.test(value)) return null
  return new Uint8Array(Buffer.from(value, 'base64url'))
}

const none: Readonly<Record<string, string>> = Object.freeze(Object.create(null))

/** All metadata values that are UTF-8 text. Has no prototype: a key named `constructor` is a key like any other. */
export function decodeMetadata(claims: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const values = claims[claim]
  if (typeof values !== 'object' || values === null) return none
  const decoded: Record<string, string> = Object.create(null)
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  for (const key of Object.keys(values)) {
    const bytes = metadataBytes(claims, key)
    if (bytes === null) continue
    try {
      decoded[key] = decoder.decode(bytes)
    } catch {
      // binary: there for whoever asks for its bytes
    }
  }
  return Object.freeze(decoded)
}
