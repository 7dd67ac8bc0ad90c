import { isJsonObject, type Now, signatureAlgorithms } from '@postern/protocol'
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { VerifiedLogoutToken } from '../engine.ts'
import { isLoginError, LoginError } from '../errors.ts'
import { maxTokenLength, skewSeconds } from './limits.ts'

/** What a logout token must be, all of it required. */
export interface LogoutTokenExpectation {
  /** ZITADEL names its primary domain here, whatever the issuer that we log in at (contract 9). */
  readonly issuers: readonly string[]
  readonly clientId: string
  /** The longest time between `iat` and `exp`. */
  readonly maxSeconds: number
  readonly type: LogoutTokenType
}

/** Which `typ` a logout token may have (BCL-5): only its own, or also that of every other JWT, as ZITADEL writes it (contract 9). */
export type LogoutTokenType = 'logout+jwt' | 'jwt_allowed'

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
/** Of a `jti`, a `sub`, a `sid`, in characters: they become part of keys and addresses. */
const maxIdLength = 200

/**
 * Validates a logout token (OpenID Connect Back-Channel Logout §2.6): signature by the issuer's key, `iss`, `aud`, `iat` and `exp`
 * (BCL-2); the event of a logout and nothing else in `events`, `sub` or `sid`, no `nonce` at all (BCL-3), so that an ID token is
 * none (JOSE-4); a short life (BCL-4), by which its `iat` cannot be old; its type (BCL-5). That it came for the first time is
 * somebody else's to see, by its `jti`.
 *
 * @throws {LoginError} `LOGOUT_TOKEN_REJECTED`; what fetching the keys failed with
 */
export async function validateLogoutToken(
  token: string,
  expected: LogoutTokenExpectation,
  deps: { readonly keys: JWTVerifyGetKey; readonly now: Now },
): Promise<VerifiedLogoutToken> {
  if (token.length > maxTokenLength) throw rejected('too long')
  const claims = await verify(token, expected, deps)
  const exp = checkTimes(claims, expected.maxSeconds, deps.now() / 1000)
  if ('nonce' in claims) throw rejected('nonce: this is an ID token')
  if (!isLogout(claims['events'])) throw rejected('events')
  const [subject, zitadelSessionId] = [optionalId(claims, 'sub'), optionalId(claims, 'sid')]
  if (subject === null && zitadelSessionId === null) throw rejected('neither sub nor sid')
  const tokenId = optionalId(claims, 'jti')
  if (tokenId === null) throw rejected('jti is missing')
  return { issuer: claims.iss ?? '', subject, zitadelSessionId, tokenId, expiresAt: exp * 1000 }
}

async function verify(
  token: string,
  { issuers, clientId, type }: LogoutTokenExpectation,
  { keys, now }: { readonly keys: JWTVerifyGetKey; readonly now: Now },
): Promise<JWTPayload> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms: [...signatureAlgorithms],
      issuer: [...issuers],
      audience: clientId,
      currentDate: new Date(now()),
      clockTolerance: skewSeconds,
    })
    if (!typesOf[type].includes(mediaTypeOf(protectedHeader.typ))) throw rejected('typ')
    return payload
  } catch (cause) {
    // A key that is not named is the token's fault; one that could not be fetched is not.
    if (isLoginError(cause, 'TOKEN_REJECTED')) throw rejected(cause.message, cause)
    if (isLoginError(cause)) throw cause
    // The message of `jose` names the claim or the algorithm; it holds no value.
    throw rejected(cause instanceof errors.JOSEError ? `${cause.code} ${cause.message}` : 'unreadable', cause)
  }
}

const typesOf: Readonly<Record<LogoutTokenType, readonly string[]>> = {
  'logout+jwt': ['logout+jwt'],
  jwt_allowed: ['logout+jwt', 'jwt', ''],
}

/** Without regard to case and to the prefix that may be left out (RFC 7515 §4.1.9). */
const mediaTypeOf = (type = ''): string => type.toLowerCase().replace(/^application\//, '')

function checkTimes({ iat, exp }: JWTPayload, maxSeconds: number, nowSeconds: number): number {
  if (typeof iat !== 'number' || typeof exp !== 'number') throw rejected('iat or exp is no number')
  if (exp <= nowSeconds) throw rejected('exp is over')
  if (iat > nowSeconds + skewSeconds) throw rejected('iat is in the future')
  if (exp <= iat || exp - iat > maxSeconds) throw rejected(`lives for ${exp - iat} s`)
  return exp
}

/** Exactly one event, and its value an object (Back-Channel Logout §2.4). */
function isLogout(events: unknown): boolean {
  return isJsonObject(events) && Object.keys(events).length === 1 && isJsonObject(events[logoutEvent])
}

function optionalId(claims: JWTPayload, name: 'jti' | 'sub' | 'sid'): string | null {
  const value = claims[name]
  if (value === undefined) return null
  if (typeof value !== 'string' || value === '' || value.length > maxIdLength)
    throw rejected(`${name} is no identifier`)
  return value
}

function rejected(what: string, cause?: unknown): LoginError {
  return new LoginError(
    'LOGOUT_TOKEN_REJECTED',
    `logout token: ${what}`,
    cause === undefined ? {} : { cause },
  )
}
