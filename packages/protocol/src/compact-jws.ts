import { readBase64Url } from './base64url.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import { parseStrictJson } from './strict-json.ts'

/** A signed JWT that was taken apart. Nobody has looked at its signature. */
export interface UnverifiedJwt {
  readonly header: JsonObject
  readonly claims: JsonObject
  /** What was signed: both as they were written, in ASCII (RFC 7515 §5.2). */
  readonly signed: string
  readonly signature: Uint8Array
}

/**
 * Why a text is no JWT. `opaque`: it does not have the form of one: three parts, of which the first is a JSON object that names an
 * algorithm and no encryption. A token may have dots and be opaque, and an encrypted one has five parts. `malformed`: it has the form,
 * but is not written in the one right way.
 *
 * @see RFC 7516 §9
 */
export type NoJwt = 'opaque' | 'malformed'

/**
 * Takes a JWT in compact form apart, once and strictly: base64url written in the one way, UTF-8, no member twice in header or claims. It
 * verifies nothing.
 *
 * @see RFC 7515 §3.1, §4, §5.2; RFC 7519 §4
 */
export function parseUnverifiedJwt(token: string): UnverifiedJwt | NoJwt {
  const first = token.indexOf('.')
  const second = token.indexOf('.', first + 1)
  if (first < 1 || second === -1 || token.includes('.', second + 1)) return 'opaque'
  const header = decodeHeader(token.slice(0, first))
  if (!isJsonObject(header) || !('alg' in header) || 'enc' in header) return 'opaque'
  const claims = decodePart(token.slice(first + 1, second))
  const signature = readBase64Url(token.slice(second + 1))
  if (!isJsonObject(claims) || signature === undefined || signature.length === 0) return 'malformed'
  return { header, claims, signed: token.slice(0, second), signature }
}

/** The last header that was read, frozen: an issuer writes the same one before each of its tokens. */
let last: { readonly part: string; readonly header: unknown } = { part: '', header: undefined }

function decodeHeader(part: string): unknown {
  if (part !== last.part) last = { part, header: Object.freeze(decodePart(part)) }
  return last.header
}

function decodePart(part: string): unknown {
  const bytes = readBase64Url(part)
  return bytes === undefined ? undefined : parseStrictJson(bytes)
}
