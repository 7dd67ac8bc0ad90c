import { ProtocolError } from './errors.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const values = new Int8Array(128).fill(-1)
for (let index = 0; index < alphabet.length; index += 1) values[alphabet.charCodeAt(index)] = index

/**
 * Writes bytes in base64url without padding.
 *
 * @see RFC 4648 §5, RFC 7515 §2
 */
export function encodeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

/**
 * Reads base64url without padding, strictly: one text for one value. Padding, foreign characters and set bits after the last byte
 * are refused, so that a secret cannot be written in two ways.
 *
 * Decodes into memory of its own: the bytes of a secret are not left in a shared pool.
 *
 * @throws {ProtocolError} `BASE64URL_MALFORMED`
 * @see RFC 4648 §3.5, §5
 */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const rest = text.length % 4
  if (rest === 1) throw new ProtocolError('BASE64URL_MALFORMED', 'length')
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let bits = 0
  let held = 0
  let at = 0
  for (let index = 0; index < text.length; index += 1) {
    const value = values[text.charCodeAt(index)] ?? -1
    if (value < 0) throw new ProtocolError('BASE64URL_MALFORMED', `character at ${index}`)
    bits = ((bits << 6) | value) & 0xffff
    held += 6
    if (held >= 8) {
      held -= 8
      bytes[at] = (bits >> held) & 0xff
      at += 1
    }
  }
  if ((bits & ((1 << held) - 1)) !== 0)
    throw new ProtocolError('BASE64URL_MALFORMED', 'bits after the last byte')
  return bytes
}

/**
 * Reads base64url without padding as strictly as `decodeBase64Url`, for what is public and long: faster, but into memory that others share.
 * Anything else is `undefined`.
 *
 * @see RFC 4648 §3.5, §5
 */
export function readBase64Url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url')
  // a `Buffer` reads whatever it can; of all that it would read as these bytes one text is right, the one that it writes
  return bytes.toString('base64url') === text ? bytes : undefined
}
