import { createHash } from 'node:crypto'
import { encodeBase64Url } from './base64url.ts'
import { ProtocolError } from './errors.ts'
import { isJsonObject } from './json.ts'
import { createMemberReader, withoutUndefined } from './members.ts'

/** The claims of an ID token that decisions are taken on (OpenID Connect Core §2), `aud` as a list. Times are seconds. */
export interface IdTokenClaims {
  readonly iss: string
  readonly sub: string
  readonly aud: readonly string[]
  readonly exp: number
  readonly iat: number
  readonly azp?: string
  readonly nonce?: string
  readonly auth_time?: number
  readonly acr?: string
  readonly amr?: readonly string[]
  readonly at_hash?: string
  readonly sid?: string
}

/**
 * Gives the claims of an ID token their types. Their signature and their values are somebody else's to judge, before and after.
 *
 * @throws {ProtocolError} `ID_TOKEN_MALFORMED`
 * @see OpenID Connect Core §2
 */
export function parseIdTokenClaims(payload: unknown): IdTokenClaims {
  if (!isJsonObject(payload)) throw new ProtocolError('ID_TOKEN_MALFORMED', 'not a JSON object')
  const read = createMemberReader(payload, 'ID_TOKEN_MALFORMED')
  const [aud, exp, iat] = [
    read.optionalAudience('aud'),
    read.optionalNumber('exp'),
    read.optionalNumber('iat'),
  ]
  if (aud === undefined || aud.length === 0 || exp === undefined || iat === undefined) {
    throw new ProtocolError('ID_TOKEN_MALFORMED', 'aud, exp or iat is missing')
  }
  const sub = read.text('sub')
  if (sub === '') throw new ProtocolError('ID_TOKEN_MALFORMED', 'sub is empty')
  return withoutUndefined({
    iss: read.text('iss'),
    sub,
    aud,
    exp,
    iat,
    azp: read.optionalText('azp'),
    nonce: read.optionalText('nonce'),
    auth_time: read.optionalNumber('auth_time'),
    acr: read.optionalText('acr'),
    amr: read.optionalTexts('amr'),
    at_hash: read.optionalText('at_hash'),
    sid: read.optionalText('sid'),
  }) as IdTokenClaims
}

/**
 * What `at_hash` of an ID token must be for an access token: the left half of the hash that belongs to the signature's algorithm.
 *
 * @throws {ProtocolError} `ID_TOKEN_MALFORMED` for an algorithm without a known hash
 * @see OpenID Connect Core §3.1.3.6
 */
export function accessTokenHash(accessToken: string, alg: string): string {
  const size =
    /^(?:RS|PS|ES|HS)(256|384|512)$/.exec(alg)?.[1] ??
    (alg === 'EdDSA' || alg === 'Ed25519' ? '512' : undefined)
  if (size === undefined) throw new ProtocolError('ID_TOKEN_MALFORMED', 'no hash is known for the algorithm')
  const hash = createHash(`sha${size}`).update(accessToken, 'ascii').digest()
  return encodeBase64Url(hash.subarray(0, hash.length / 2))
}
