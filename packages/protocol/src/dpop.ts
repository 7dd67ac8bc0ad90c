import { createHash } from 'node:crypto'
import { encodeBase64Url } from './base64url.ts'
import { isPlainUrlText } from './endpoint.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import { isPublicJwk } from './jwk.ts'

/** The claims of a DPoP proof that every proof has (RFC 9449 §4.2), and those that a resource asks for. `iat` is in seconds. */
export interface DpopClaims {
  readonly jti: string
  readonly htm: string
  readonly htu: string
  readonly iat: number
  readonly ath?: string
  readonly nonce?: string
}

/** Gives the claims of a proof their types, or nothing if one is missing, of another type, or empty (RFC 9449 §4.3). */
export function parseDpopClaims(claims: JsonObject): DpopClaims | undefined {
  const { jti, htm, htu, iat, ath, nonce } = claims
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
  const isMaybeText = (value: unknown): value is string | undefined => value === undefined || isText(value)
  if (!isText(jti) || !isText(htm) || !isText(htu) || typeof iat !== 'number' || !Number.isFinite(iat)) return
  if (!isMaybeText(ath) || !isMaybeText(nonce)) return
  return {
    jti,
    htm,
    htu,
    iat,
    ...(ath === undefined ? {} : { ath }),
    ...(nonce === undefined ? {} : { nonce }),
  }
}

/** The header member `jwk` of a proof if it is a public key of an asymmetric kind, without one private part (RFC 9449 §4.2, §4.3). */
export function publicJwkOf(header: JsonObject): JsonObject | undefined {
  const { jwk } = header
  return isJsonObject(jwk) && isPublicJwk(jwk) ? jwk : undefined
}

/** What `ath` of a proof must be for an access token (RFC 9449 §4.2). */
export function dpopTokenHash(accessToken: string): string {
  return encodeBase64Url(createHash('sha256').update(accessToken, 'ascii').digest())
}

/**
 * The form in which two values of `htu` are compared: without query and fragment, scheme and host in lower case, no default port, no
 * dot segments, percent-encoding in one spelling. `undefined` for what is no http address, or carries a user.
 *
 * @see RFC 9449 §4.3, RFC 3986 §6.2.2, §6.2.3
 */
export function normalizeHtu(text: string): string | undefined {
  if (!isPlainUrlText(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined
  return url.origin + url.pathname.replaceAll(/%([0-9a-f]{2})/gi, oneSpelling)
}

function oneSpelling(escape: string, hex: string): string {
  const character = String.fromCharCode(Number.parseInt(hex, 16))
  return /[A-Za-z0-9\-._~]/.test(character) ? character : escape.toUpperCase()
}
