import type { LinkedSession, Session } from '../state/model.ts'

/** The checks that a session holds, in ZITADEL's order: what a bind records and what `amr` is made of. */
export function methodsOfSession(session: Session): LinkedSession['methods'] {
  const methods: LinkedSession['methods'] = []
  if (session.passwordCheckedAt !== undefined) methods.push('password')
  if (session.webAuthN) methods.push(session.webAuthN.userVerified ? 'passkey' : 'u2f')
  if (session.intentCheckedAt !== undefined) methods.push('idp')
  if (session.totpCheckedAt !== undefined) methods.push('totp')
  if (session.otpSmsCheckedAt !== undefined) methods.push('otp_sms')
  if (session.otpEmailCheckedAt !== undefined) methods.push('otp_email')
  if (session.recoveryCodeCheckedAt !== undefined) methods.push('recovery_code')
  return methods
}

/** The latest of a session's checks, the recovery code not counted; nothing for a session without one (contract 6.4). */
export function authTimeOfSession(session: Session): number | undefined {
  const times = [
    session.passwordCheckedAt,
    session.webAuthN?.checkedAt,
    session.intentCheckedAt,
    session.totpCheckedAt,
    session.otpSmsCheckedAt,
    session.otpEmailCheckedAt,
  ].filter((time) => time !== undefined)
  return times.length === 0 ? undefined : Math.max(...times)
}
