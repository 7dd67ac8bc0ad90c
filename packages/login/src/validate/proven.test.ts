import { describe, expect, it } from 'vitest'
import { checkProven } from './proven.ts'

const none = {
  password: null,
  webAuthN: null,
  intent: null,
  totp: null,
  otpSms: null,
  otpEmail: null,
  recoveryCode: null,
}
const session = { sessionId: '1', userId: '2', factors: { ...none, password: { verifiedAt: 1_000_500 } } }
const claims = { iss: 'i', sub: '2', sid: '1', aud: ['a'], exp: 2, iat: 1, auth_time: 1000, amr: ['pwd'] }
const rejected = expect.objectContaining({ code: 'TOKEN_REJECTED' })

describe('an ID token beside the session that was proven', () => {
  it('belongs to it by sub, sid, auth_time and amr', () => {
    expect(checkProven(claims, session)).toBeUndefined()
  })

  it.each([
    ['another sub', { sub: '3' }],
    ['another sid', { sid: '3' }],
    ['an auth_time two seconds and more before the latest factor', { auth_time: 998 }],
    ['an auth_time after it', { auth_time: 1003 }],
    ['no pwd in amr', { amr: ['otp'] }],
  ])('does not belong to it with %s (AUTHZ-10, ONE-BINDING)', (_, changes) => {
    expect(() => checkProven({ ...claims, ...changes }, session)).toThrow(rejected)
  })

  it('shows every factor: two of them as mfa, a code as otp', () => {
    const two = { ...session, factors: { ...session.factors, totp: { verifiedAt: 1_000_900 } } }
    expect(checkProven({ ...claims, amr: ['pwd', 'otp', 'mfa'] }, two)).toBeUndefined()
    for (const amr of [['pwd', 'otp'], ['pwd', 'mfa'], ['otp', 'mfa'], ['pwd']]) {
      expect(() => checkProven({ ...claims, amr }, two)).toThrow(rejected)
    }
  })

  it('shows a user-verified passkey as mfa of its own', () => {
    const webAuthN = { verifiedAt: 1_000_000, userVerified: true }
    const passkey = { ...session, factors: { ...none, webAuthN } }
    expect(checkProven({ ...claims, amr: ['user', 'mfa'] }, passkey)).toBeUndefined()
    expect(() => checkProven({ ...claims, amr: ['user'] }, passkey)).toThrow(rejected)
  })

  it('has no recovery code in its auth_time (contract 6.4)', () => {
    const recovered = { ...session, factors: { ...session.factors, recoveryCode: { verifiedAt: 2_000_000 } } }
    expect(checkProven({ ...claims, amr: ['pwd', 'otp', 'mfa'] }, recovered)).toBeUndefined()
  })

  it('never belongs to a session without a factor', () => {
    expect(() => checkProven(claims, { ...session, factors: none })).toThrow(rejected)
  })
})
