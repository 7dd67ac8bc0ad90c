/** A JSON object whose members nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Reads a JSON text in UTF-8 (RFC 8259 §8.1); anything else, a broken byte sequence included, is `undefined`. The error of the
 * parser is dropped on purpose: it quotes the text.
 */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** Whether a `Content-Type` says JSON: `application/json` or anything `+json` (RFC 6839 §3.1), whatever the parameters. */
export function isJsonContentType(contentType: string | undefined): boolean {
  return /^application\/(json|[a-z0-9!#$&^_.-]+\+json)[ \t]*(;|$)/i.test(contentType ?? '')
}
