import type { IdTokenClaims } from '@postern/protocol'
import { LoginError } from '../errors.ts'
import type { SessionFactors } from '../sufficiency/facts.ts'
import type { SufficientAttempt } from '../sufficiency/sufficient-attempt.ts'

/** `auth_time` is in whole seconds (contract 6.4). */
const toleranceMs = 2_000

/**
 * Compares an ID token with the session that we proved: `sub` and `sid` equal (ONE-BINDING: tokens of another session or user are
 * thrown away), `auth_time` the time of its latest factor, `amr` with everything that was proven (AUTHZ-10).
 *
 * @throws {LoginError} `TOKEN_REJECTED`
 */
export function checkProven(
  claims: IdTokenClaims,
  session: Pick<SufficientAttempt, 'sessionId' | 'userId' | 'factors'>,
): void {
  const refuse = (what: string): never => {
    throw new LoginError('TOKEN_REJECTED', `id_token: ${what} is not that of the session we proved`)
  }
  if (claims.sub !== session.userId) refuse('sub')
  if (claims.sid !== session.sessionId) refuse('sid')
  const { auth_time: authTime, amr } = claims
  if (authTime === undefined || !isLatestOf(session.factors, authTime * 1000)) refuse('auth_time')
  if (!amrOf(session.factors).every((value) => amr?.includes(value) === true)) refuse('amr')
}

/** The latest of all checks; a recovery code does not count for it (contract 6.4). */
function isLatestOf(factors: SessionFactors, authTimeMs: number): boolean {
  const { password, webAuthN, intent, totp, otpSms, otpEmail } = factors
  const times = [password, webAuthN, intent, totp, otpSms, otpEmail].flatMap(
    (factor) => factor?.verifiedAt ?? [],
  )
  return times.length > 0 && Math.abs(Math.max(...times) - authTimeMs) <= toleranceMs
}

/** What ZITADEL makes of the factors of a session (contract 6.4). An external login adds no value of its own. */
function amrOf(factors: SessionFactors): readonly string[] {
  const { password, webAuthN, intent, totp, otpSms, otpEmail, recoveryCode } = factors
  const isCode = [totp, otpSms, otpEmail, recoveryCode].some((factor) => factor !== null)
  const proven = [password, webAuthN, intent, totp, otpSms, otpEmail, recoveryCode].filter(
    (factor) => factor !== null,
  )
  const isMultiFactor = proven.length > 1 || webAuthN?.userVerified === true
  return [
    ...(password === null ? [] : ['pwd']),
    ...(webAuthN === null ? [] : ['user']),
    ...(isCode ? ['otp'] : []),
    ...(isMultiFactor ? ['mfa'] : []),
  ]
}
