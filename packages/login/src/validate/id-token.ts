import {
  accessTokenHash,
  type IdTokenClaims,
  isSameSecret,
  type Now,
  ProtocolError,
  parseIdTokenClaims,
  signatureAlgorithms,
} from '@postern/protocol'
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { isLoginError, LoginError } from '../errors.ts'
import { maxTokenLength, skewSeconds } from './limits.ts'

/** What an ID token must be, all of it required (OpenID Connect Core §3.1.3.7). */
export interface IdTokenExpectation {
  readonly issuer: string
  readonly clientId: string
  readonly projectId: string
  readonly nonce: string
  readonly accessToken: string
}

export interface ValidIdToken {
  readonly claims: IdTokenClaims
  /** Every claim, as signed. */
  readonly all: JWTPayload
  /** Audiences beside ourselves and the project: the project's other applications, which come and go (IDT-2, K-8). */
  readonly otherAudiences: readonly string[]
}

/** An ID token comes straight from the exchange; one that was issued longer ago is another's. */
const maxAgeSeconds = 300

/**
 * Validates an ID token: signature by the issuer's key even though it came from the token endpoint (IDT-4), `iss` (IDT-1), `aud`
 * with us and the project, `azp` us (IDT-2, IDT-3), `exp` and `iat` (JOSE-5), `nonce` (IDT-5), `at_hash` where it is there and
 * always for a token that claims it (CODE-3); ZITADEL always sends it, so it must be there.
 *
 * @throws {LoginError} `TOKEN_REJECTED`; what fetching the keys failed with
 */
export async function validateIdToken(
  idToken: string,
  expected: IdTokenExpectation,
  { keys, now }: { readonly keys: JWTVerifyGetKey; readonly now: Now },
): Promise<ValidIdToken> {
  if (idToken.length > maxTokenLength) throw rejected('too long')
  const { payload, alg } = await verify(idToken, expected, keys, now)
  const claims = parse(payload)
  if (!claims.aud.includes(expected.projectId)) throw rejected('aud lacks the project')
  if (claims.azp !== expected.clientId) throw rejected('azp is not us')
  if (claims.nonce === undefined || !isSameSecret(claims.nonce, expected.nonce)) throw rejected('nonce')
  if (claims.at_hash === undefined || !isSameSecret(claims.at_hash, hashOf(expected.accessToken, alg))) {
    throw rejected('at_hash')
  }
  const otherAudiences = claims.aud.filter((aud) => aud !== expected.clientId && aud !== expected.projectId)
  return { claims, all: payload, otherAudiences }
}

async function verify(idToken: string, expected: IdTokenExpectation, keys: JWTVerifyGetKey, now: Now) {
  try {
    const { payload, protectedHeader } = await jwtVerify(idToken, keys, {
      algorithms: [...signatureAlgorithms],
      issuer: expected.issuer,
      audience: expected.clientId,
      // contract 1.4: access tokens and ID tokens share this type; the other claims tell them apart (JOSE-4)
      typ: 'JWT',
      requiredClaims: ['sub', 'exp', 'iat', 'nonce', 'azp', 'sid', 'at_hash'],
      currentDate: new Date(now()),
      clockTolerance: skewSeconds,
      maxTokenAge: maxAgeSeconds,
    })
    return { payload, alg: protectedHeader.alg }
  } catch (cause) {
    if (isLoginError(cause)) throw cause
    // The message of `jose` names the claim or the algorithm; it holds no value.
    throw rejected(cause instanceof errors.JOSEError ? `${cause.code} ${cause.message}` : 'unreadable', cause)
  }
}

function parse(payload: JWTPayload): IdTokenClaims {
  try {
    return parseIdTokenClaims(payload)
  } catch (cause) {
    if (cause instanceof ProtocolError) throw rejected(cause.message, cause)
    throw cause
  }
}

function hashOf(accessToken: string, alg: string): string {
  try {
    return accessTokenHash(accessToken, alg)
  } catch (cause) {
    throw rejected('at_hash: no hash for the algorithm', cause)
  }
}

function rejected(what: string, cause?: unknown): LoginError {
  return new LoginError('TOKEN_REJECTED', `id_token: ${what}`, cause === undefined ? {} : { cause })
}
