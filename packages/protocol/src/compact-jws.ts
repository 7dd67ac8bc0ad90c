import { decodeBase64Url } from './base64url.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import { parseStrictJson } from './strict-json.ts'

/** A signed JWT that was taken apart. Nobody has looked at its signature. */
export interface UnverifiedJwt {
  readonly header: JsonObject
  readonly claims: JsonObject
}

/**
 * Whether a text has the form of a signed JWT: three parts, of which the first is a JSON object that names an algorithm and no
 * encryption. An opaque token may have dots too, and an encrypted one has five parts.
 *
 * @see RFC 7516 §9
 */
export function isJwtShaped(token: string): boolean {
  const first = token.indexOf('.')
  const second = token.indexOf('.', first + 1)
  if (first < 1 || second === -1 || token.includes('.', second + 1)) return false
  const header = decodePart(token.slice(0, first))
  return typeof header === 'object' && header !== null && 'alg' in header && !('enc' in header)
}

/**
 * Takes a JWT in compact form apart, strictly: base64url written in the one way, UTF-8, no member twice in header or claims. Anything
 * else is `undefined`. It verifies nothing.
 *
 * @see RFC 7515 §3.1, §4, §5.2; RFC 7519 §4
 */
export function parseUnverifiedJwt(token: string): UnverifiedJwt | undefined {
  const parts = token.split('.')
  const [header, claims] = parts.map(decodePart)
  if (parts.length !== 3 || !isJsonObject(header) || !isJsonObject(claims) || !isCanonical(parts[2] ?? ''))
    return undefined
  return { header, claims }
}

function decodePart(part: string): unknown {
  try {
    return parseStrictJson(decodeBase64Url(part))
  } catch {
    return undefined
  }
}

function isCanonical(part: string): boolean {
  try {
    return decodeBase64Url(part).length > 0
  } catch {
    return false
  }
}
