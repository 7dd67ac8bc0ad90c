import {
  encodeBase64Url,
  type Now,
  parseTokenResponse,
  ProtocolError,
  type RandomBytes,
} from '@postern/protocol'
import { SignJWT } from 'jose'
import { LoginError } from '../../errors.ts'
import { checkNotBusy } from '../api-error.ts'
import type { Discovery } from '../discovery.ts'
import type { IssuerClock } from '../issuer-clock.ts'
import type { IssuerHttp } from '../issuer-http.ts'
import type { ServiceAccountKey } from './key-file.ts'

export interface ServiceTokenDeps {
  readonly issuer: string
  readonly call: IssuerHttp
  readonly discovery: Discovery
  readonly clock: IssuerClock
  readonly now: Now
  readonly randomBytes: RandomBytes
  readonly timeoutMs: number
}

export interface ServiceToken {
  readonly token: string
  /** Milliseconds since the epoch; `null`: not known, as with a personal access token. */
  readonly expiresAt: number | null
}

/** ZITADEL refuses an `iat` more than a second ahead of its clock (contract 2.1). */
const backdateSeconds = 5
const assertionSeconds = 120
/** Without this scope the token has no audience and every API refuses it (contract 2.1). */
const scope = 'openid urn:zitadel:iam:org:project:id:zitadel:aud'

/**
 * Gets a service token by the JWT bearer grant (RFC 7523 §2.1): an assertion of our own, for the issuer as one string (JWTB-2),
 * good for two minutes, with a fresh `jti` (JWTB-1), in the form body (JWTB-5).
 *
 * ZITADEL has one text for everything that can be wrong with an assertion, so the reason is found by what we know ourselves: rejects
 * with `LOGIN_CLIENT_EXPIRED` (the key file's date is over), `LOGIN_CLIENT_CLOCK_SKEWED` (its clock is not ours),
 * `LOGIN_CLIENT_ROTATED` (else: it does not know the key) or `LOGIN_CLIENT_REJECTED` (it refuses the account).
 */
export async function requestServiceToken(
  key: ServiceAccountKey,
  deps: ServiceTokenDeps,
): Promise<ServiceToken> {
  if (key.expiresAt !== null && key.expiresAt <= deps.now())
    throw new LoginError('LOGIN_CLIENT_EXPIRED', expiredText(key))
  const { token_endpoint: url } = await deps.discovery()
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    scope,
    assertion: await signAssertion(key, deps),
  })
  const sentAt = deps.now()
  const response = await deps.call(
    {
      method: 'POST',
      url,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new TextEncoder().encode(form.toString()),
    },
    deps.timeoutMs,
  )
  checkNotBusy(response, 'service token')
  try {
    const outcome = parseTokenResponse(response)
    if (outcome.kind === 'error') throw refusalOf(outcome.error.error, key, deps)
    const { access_token: token, expires_in: seconds } = outcome.tokens
    return { token, expiresAt: seconds === undefined ? null : sentAt + seconds * 1000 }
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause
    throw new LoginError('ISSUER_ANSWER_INVALID', `service token: ${cause.message}`, { cause })
  }
}

function signAssertion(
  key: ServiceAccountKey,
  { issuer, now, randomBytes }: ServiceTokenDeps,
): Promise<string> {
  const issuedAt = Math.floor(now() / 1000) - backdateSeconds
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256', kid: key.keyId })
    .setIssuer(key.userId)
    .setSubject(key.userId)
    .setAudience(issuer)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + assertionSeconds)
    .setJti(encodeBase64Url(randomBytes(16)))
    .sign(key.privateKey)
}

function refusalOf(error: string, key: ServiceAccountKey, { clock, now }: ServiceTokenDeps): LoginError {
  if (error !== 'invalid_grant') return new LoginError('LOGIN_CLIENT_REJECTED', `service token: ${error}`)
  if (key.expiresAt !== null && key.expiresAt <= now())
    return new LoginError('LOGIN_CLIENT_EXPIRED', expiredText(key))
  const offsetMs = clock.offsetMs() ?? 0
  // Ahead of it by more than the backdating, `iat` lies in its future; behind it by more than the rest, `exp` is over.
  const isSkewed =
    offsetMs < -backdateSeconds * 1000 || offsetMs > (assertionSeconds - backdateSeconds) * 1000
  if (isSkewed) {
    return new LoginError(
      'LOGIN_CLIENT_CLOCK_SKEWED',
      `the issuer's clock is ${Math.round(offsetMs / 1000)} s ahead of ours`,
    )
  }
  return new LoginError(
    'LOGIN_CLIENT_ROTATED',
    `the issuer does not know key ${key.keyId} of user ${key.userId}`,
  )
}

const expiredText = (key: ServiceAccountKey): string => `key ${key.keyId} has expired`
