import { describe, expect, it } from 'vitest'
import type { LinkedSession } from '../state/model.ts'
import { amrOf } from './amr.ts'

describe('amr (contract 6.4)', () => {
  it.each<[LinkedSession['methods'], string[]]>([
    [[], []],
    [['password'], ['pwd']],
    [
      ['password', 'totp'],
      ['pwd', 'otp', 'mfa'],
    ],
    [
      ['password', 'totp', 'otp_sms', 'otp_email', 'recovery_code'],
      ['pwd', 'otp', 'mfa'],
    ],
    [['passkey'], ['user', 'mfa']],
    [['u2f'], ['user']],
    [
      ['password', 'u2f'],
      ['pwd', 'user', 'mfa'],
    ],
    [['idp'], []],
    [
      ['idp', 'totp'],
      ['otp', 'mfa'],
    ],
    [['recovery_code'], ['otp']],
  ])('of %j is %j', (methods, amr) => {
    expect(amrOf(methods)).toEqual(amr)
  })
})
