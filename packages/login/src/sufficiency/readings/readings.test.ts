import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answers } from '../../../test/zitadel-answers.ts'
import { parseIdentityProviders } from './parse-identity-providers.ts'
import { parseLoginPolicy } from './parse-login-policy.ts'
import { parseMethods } from './parse-methods.ts'
import { parseOrganization } from './parse-organization.ts'
import { parsePasswordExpiry } from './parse-password-expiry.ts'
import { parseSession } from './parse-session.ts'
import { parseUser } from './parse-user.ts'
import { optionalDuration, optionalTime } from './times.ts'

const { settings } = answers.loginPolicy
const policyOf = (change: object) =>
  parseLoginPolicy({ ...answers.loginPolicy, settings: { ...settings, ...change } }, 'org-1')

describe('login settings (contract 12.4)', () => {
  it('are read as recorded, default instance (fx 12)', () => {
    expect(parseLoginPolicy(answers.loginPolicy, 'org-1')).toEqual({
      organizationId: 'org-1',
      allowLocalAuthentication: true,
      allowExternalIdp: true,
      forceMfa: false,
      forceMfaLocalOnly: false,
      passkeys: 'allowed',
      secondFactors: ['totp', 'u2f'],
      multiFactorPasskey: true,
      disableLoginWithEmail: false,
      disableLoginWithPhone: false,
      passwordCheckLifetimeMs: 864_000_000,
      externalLoginCheckLifetimeMs: 864_000_000,
      mfaInitSkipLifetimeMs: 2_592_000_000,
      secondFactorCheckLifetimeMs: 64_800_000,
      multiFactorCheckLifetimeMs: 43_200_000,
    })
  })

  it('allow nothing where every boolean and list is absent (fx 25)', () => {
    const lifetimes = {
      passwordCheckLifetime: '0s',
      externalLoginCheckLifetime: '0s',
      mfaInitSkipLifetime: '0s',
      secondFactorCheckLifetime: '0s',
      multiFactorCheckLifetime: '0s',
    }
    const own = {
      details: { ...answers.loginPolicy.details, resourceOwner: 'org-1' },
      settings: { ...lifetimes, resourceOwnerType: 'RESOURCE_OWNER_TYPE_ORG' },
    }
    expect(parseLoginPolicy(own, 'org-1')).toMatchObject({
      allowLocalAuthentication: false,
      allowExternalIdp: false,
      forceMfa: false,
      passkeys: 'not_allowed',
      secondFactors: [],
      multiFactorPasskey: false,
      passwordCheckLifetimeMs: 0,
    })
  })

  it('are recognised by the lifetime of passwords or by details, and are unreadable without both', () => {
    const { details } = answers.loginPolicy
    expect(parseLoginPolicy({ settings: { passwordCheckLifetime: '1s' } }, 'org-1').forceMfa).toBe(false)
    expect(parseLoginPolicy({ details, settings: {} }, 'org-1').allowLocalAuthentication).toBe(false)
    for (const empty of [
      {},
      { settings: {} },
      { details },
      { details: {}, settings: {} },
      { settings: { forceMfa: true } },
    ]) {
      expect(() => parseLoginPolicy(empty, 'org-1')).toThrow(TypeError)
    }
  })

  it('of another organization are refused', () => {
    const own = { ...settings, resourceOwnerType: 'RESOURCE_OWNER_TYPE_ORG' }
    const ofOrg2 = { details: { ...answers.loginPolicy.details, resourceOwner: 'org-2' }, settings: own }
    expect(parseLoginPolicy(ofOrg2, 'org-2').organizationId).toBe('org-2')
    expect(() => parseLoginPolicy(ofOrg2, 'org-1')).toThrow(/resourceOwner/)
  })

  it('allow local logins by the newer or the older name, unless one of them says no', () => {
    const local = (
      allowLocalAuthentication: boolean | undefined,
      allowUsernamePassword: boolean | undefined,
    ) => policyOf({ allowLocalAuthentication, allowUsernamePassword }).allowLocalAuthentication
    expect([local(true, undefined), local(undefined, true), local(true, true)]).toEqual([true, true, true])
    expect([local(undefined, undefined), local(false, undefined), local(undefined, false)]).toEqual([
      false,
      false,
      false,
    ])
    expect([local(false, true), local(true, false)]).toEqual([false, false])
  })

  it('read fractions and negative lifetimes (fx 25)', () => {
    const read = policyOf({ secondFactorCheckLifetime: '1.500s', passwordCheckLifetime: '-5s' })
    expect(read).toMatchObject({ secondFactorCheckLifetimeMs: 1_500, passwordCheckLifetimeMs: -5_000 })
  })

  it('leave out a second factor and a kind of passkeys that we do not know', () => {
    const read = policyOf({
      secondFactors: ['SECOND_FACTOR_TYPE_NEW', 'SECOND_FACTOR_TYPE_OTP_SMS'],
      passkeysType: 'NEW',
    })
    expect(read).toMatchObject({ secondFactors: ['otp_sms'], passkeys: 'not_allowed' })
  })

  it.each([
    'forceMfa',
    'forceMfaLocalOnly',
    'allowExternalIdp',
    'allowUsernamePassword',
    'disableLoginWithEmail',
  ])('are refused when %s is of another type', (name) => {
    for (const value of ['true', 'false', 1, 0, null, [], {}])
      expect(() => policyOf({ [name]: value })).toThrow(TypeError)
  })

  it.each(['passwordCheckLifetime', 'secondFactorCheckLifetime', 'mfaInitSkipLifetime'])(
    'are refused when %s is no duration',
    (name) => {
      for (const value of ['', 's', '1', '1m', '1e3s', '1.s', 'Infinitys', ' 1s', 1, null, '1s\n']) {
        expect(() => policyOf({ [name]: value })).toThrow(TypeError)
      }
    },
  )
})

describe('password expiry (contract 12.4)', () => {
  const { details } = answers.passwordExpiry
  const days = (maxAgeDays: unknown) =>
    parsePasswordExpiry({ details, settings: { maxAgeDays } }, 'org-1').maxAgeDays

  it('reads a 64-bit number, as text or not, and takes absent for never', () => {
    expect(parsePasswordExpiry(answers.passwordExpiry, 'org-1').maxAgeDays).toBe(0)
    expect([days('30'), days('0'), days(30)]).toEqual([30, 0, 30])
  })

  it('refuses what is no such number, and an empty answer', () => {
    for (const value of ['', '-1', '1.5', '1e3', ' 1', -1, 1.5, null, true, '99999999999999999999', {}]) {
      expect(() => days(value)).toThrow(TypeError)
    }
    for (const empty of [{}, { settings: {} }, { details }]) {
      expect(() => parsePasswordExpiry(empty, 'org-1')).toThrow(TypeError)
    }
  })
})

describe('a session (contract 3.5)', () => {
  const sessionOf = (change: object) => parseSession({ session: { ...answers.session.session, ...change } })

  it('is read as recorded', () => {
    const read = parseSession(answers.session)
    expect(read).toMatchObject({
      id: 'session-1',
      user: { id: 'user-1', organizationId: 'org-1', loginName: 'ada@lab.example' },
      fingerprint: 'attempt-1',
    })
    expect(Object.entries(read.factors).filter(([, factor]) => factor !== null)).toHaveLength(1)
  })

  it('has all factors with their times, and knows user verification (fx 12, 17, 23)', () => {
    const at = { verifiedAt: '2026-11-22T00:46:29.671723Z' }
    const factors = {
      webAuthN: { ...at, userVerified: true },
      intent: at,
      totp: at,
      otpSms: at,
      otpEmail: at,
      recoveryCode: at,
    }
    const verifiedAt = Date.UTC(2026, 10, 22, 0, 46, 29) + 671.723
    const read = sessionOf({ factors }).factors
    expect(read.webAuthN).toEqual({ verifiedAt, userVerified: true })
    expect([read.intent, read.totp, read.otpSms, read.otpEmail, read.recoveryCode]).toEqual(
      [1, 2, 3, 4, 5].map(() => ({ verifiedAt })),
    )
    expect(sessionOf({ factors: { webAuthN: at } }).factors.webAuthN).toEqual({
      verifiedAt,
      userVerified: false,
    })
  })

  it('does not hold a factor without a time', () => {
    expect(sessionOf({ factors: { password: {}, webAuthN: { userVerified: true } } }).factors).toMatchObject({
      password: null,
      webAuthN: null,
    })
  })

  it('may know no user, no factor, no end and no device', () => {
    expect(parseSession({ session: { id: 'session-1' } })).toMatchObject({
      user: null,
      expiresAt: null,
      fingerprint: null,
    })
  })

  it('is refused in another shape', () => {
    for (const other of [
      undefined,
      null,
      [],
      {},
      { session: null },
      { session: {} },
      { session: { id: '' } },
    ]) {
      expect(() => parseSession(other)).toThrow(TypeError)
    }
    for (const change of [
      { factors: [] },
      { factors: { password: true } },
      { factors: { password: { verifiedAt: 5 } } },
      { factors: { password: { verifiedAt: 'yesterday' } } },
      { factors: { webAuthN: { verifiedAt: '2026-11-22T00:46:29Z', userVerified: 'true' } } },
      { factors: { user: { id: 'user-1' } } },
      { expirationDate: 'never' },
      { userAgent: 'Firefox' },
    ]) {
      expect(() => sessionOf(change)).toThrow(TypeError)
    }
  })
})

describe('a user (contract 12.7)', () => {
  const userOf = (change: object) => parseUser({ user: { ...answers.user.user, ...change } })

  it('is read as recorded; absent means false or never', () => {
    expect(parseUser(answers.user)).toMatchObject({
      id: 'user-1',
      organizationId: 'org-1',
      kind: 'human',
      state: 'active',
      isEmailVerified: true,
      isPasswordChangeRequired: false,
      mfaSkippedAt: null,
    })
    expect(userOf({ human: {} })).toMatchObject({ isEmailVerified: false, passwordChangedAt: null })
  })

  it('may be a machine, or nothing that we know', () => {
    expect(userOf({ human: undefined, machine: {} })).toMatchObject({ kind: 'machine' })
    expect(userOf({ human: {}, machine: {} })).toMatchObject({ kind: 'machine' })
    expect(userOf({ human: undefined })).toMatchObject({ kind: 'unknown' })
  })

  it.each([
    ['USER_STATE_ACTIVE', 'active'],
    ['USER_STATE_INITIAL', 'initial'],
    ['USER_STATE_INACTIVE', 'inactive'],
    ['USER_STATE_LOCKED', 'locked'],
    ['USER_STATE_DELETED', 'deleted'],
    ['USER_STATE_NEW', 'unknown'],
    ['active', 'unknown'],
    [undefined, 'unknown'],
  ])('in the state %s is %s', (state, expected) => {
    expect(userOf({ state }).state).toBe(expected)
  })

  it('is refused in another shape', () => {
    for (const change of [
      { userId: '' },
      { userId: 1 },
      { details: {} },
      { details: undefined },
      { human: { passwordChangeRequired: 'false' } },
      { human: { email: { isVerified: 1 } } },
      { human: { passwordChanged: 0 } },
    ]) {
      expect(() => userOf(change)).toThrow(TypeError)
    }
  })
})

describe('enrolled methods (contract 12.1)', () => {
  it('are read, an absent list as none', () => {
    expect(parseMethods(answers.methods, 'user-1')).toEqual({ userId: 'user-1', methods: ['password'] })
    expect(parseMethods({ details: {} }, 'user-1').methods).toEqual([])
  })

  it('are refused when one is not known to us: it may have to be asked for', () => {
    const { details } = answers.methods
    for (const authMethodTypes of [
      ['AUTHENTICATION_METHOD_TYPE_NEW'],
      [1],
      'AUTHENTICATION_METHOD_TYPE_TOTP',
      null,
    ]) {
      expect(() => parseMethods({ details, authMethodTypes }, 'user-1')).toThrow(TypeError)
    }
  })

  it('are refused when the answer is empty', () => {
    expect(() => parseMethods({}, 'user-1')).toThrow(TypeError)
  })
})

describe('organizations and identity providers', () => {
  it('are read, a missing list as none', () => {
    expect(parseOrganization(answers.organization)).toEqual({ id: 'org-1', state: 'active' })
    expect(parseOrganization({ details: {} })).toBeNull()
    expect(parseIdentityProviders(answers.identityProviders, 'org-1').ids).toEqual([])
    expect(
      parseIdentityProviders({ details: {}, identityProviders: [{ id: 'idp-1', options: {} }] }, 'org-1').ids,
    ).toEqual(['idp-1'])
  })

  it('are refused in another shape, and when a search by one id finds two', () => {
    const [organization] = answers.organization.result
    for (const other of [
      {},
      { details: {}, result: {} },
      { details: {}, result: [{}] },
      { details: {}, result: [organization, organization] },
    ]) {
      expect(() => parseOrganization(other)).toThrow(TypeError)
    }
    for (const other of [
      {},
      { details: {}, identityProviders: 'idp-1' },
      { details: {}, identityProviders: ['idp-1'] },
    ]) {
      expect(() => parseIdentityProviders(other, 'org-1')).toThrow(TypeError)
    }
  })

  it('take no state on trust', () => {
    const stateOf = (state: string | undefined) =>
      parseOrganization({ details: {}, result: [{ id: 'org-1', state }] })?.state
    expect(stateOf('ORGANIZATION_STATE_INACTIVE')).toBe('inactive')
    expect(stateOf('ORGANIZATION_STATE_REMOVED')).toBe('removed')
    expect(stateOf('ORG_STATE_ACTIVE')).toBe('unknown')
    expect(stateOf(undefined)).toBe('unknown')
  })
})

describe('times', () => {
  it('keep what is smaller than a millisecond', () => {
    const at = (value: string) => optionalTime({ at: value }, 'at') ?? Number.NaN
    expect(at('2026-11-22T00:00:00.000002Z') - at('2026-11-22T00:00:00.000001Z')).toBeGreaterThan(0)
    expect(at('2026-11-22T01:00:00.5+01:00')).toBe(Date.UTC(2026, 10, 22) + 500)
    expect(at('0001-01-01T00:00:00Z')).toBeLessThan(0)
  })

  it('never read anything but a timestamp or a duration as one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.date().map(String)), (value) => {
        for (const read of [optionalTime, optionalDuration]) {
          try {
            const time = read({ value }, 'value')
            if (!Number.isFinite(time)) return false
          } catch (error) {
            if (!(error instanceof TypeError)) return false
          }
        }
        return true
      }),
    )
    expect(() => optionalTime({ at: '2026-13-01T00:00:00Z' }, 'at')).toThrow(TypeError)
  })
})
