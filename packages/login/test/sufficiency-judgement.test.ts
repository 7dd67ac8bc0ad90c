import { describe, expect, it } from 'vitest'
import { readable, unreadable } from '../src/sufficiency/reading.ts'
import { judge } from '../src/sufficiency/judge.ts'
import { reasons } from '../src/sufficiency/reasons.ts'
import {
  ago,
  aLogin,
  asked,
  byIdp,
  byPasskey,
  days,
  enrolled,
  hours,
  now,
  policy,
  proven,
  seconds,
  session,
  set,
  user,
} from './facts-of-a-login.ts'
import { factTable } from './fact-table.ts'

describe('a judgement', () => {
  it('notes clocks that are more than five seconds apart, in both directions', () => {
    const notes = (offsetMs: number) =>
      judge(aLogin(set({ clockOffsetMs: readable(offsetMs) }), proven({ password: ago(20_000) }))).notes
    expect(notes(5_000)).toEqual([])
    expect(notes(-5_000)).toEqual([])
    expect(notes(5_001)).toEqual([{ code: 'clock_offset', offsetMs: 5_001 }])
    expect(notes(-5_001)).toEqual([{ code: 'clock_offset', offsetMs: -5_001 }])
  })

  it("judges ages by ZITADEL's clock", () => {
    const lifetime = policy({ passwordCheckLifetimeMs: 12 * seconds })
    const password = proven({ password: ago(5 * seconds) })
    const ahead = (offsetMs: number) =>
      judge(aLogin(lifetime, password, set({ clockOffsetMs: readable(offsetMs) })))
    expect(ahead(6_999).requirements).toEqual([])
    expect(ahead(7_000).requirements).toMatchObject([{ reason: 'password_older_than_policy' }])
  })

  it('refuses a clock or an offset that is no number', () => {
    expect(judge(aLogin(set({ clockOffsetMs: readable(Number.NaN) }))).requirements).not.toEqual([])
    expect(judge(aLogin(set({ now: Number.NaN }), session({ expiresAt: null }))).requirements).not.toEqual([])
  })

  it('notes each fact that could not be read, and why', () => {
    const { notes, requirements } = judge(
      aLogin(set({ methods: unreadable('status'), loginPolicy: unreadable('not_json') })),
    )
    expect(requirements.map(({ reason }) => reason)).toEqual([
      'methods_unreadable',
      'login_policy_unreadable',
    ])
    expect(notes).toEqual([
      { code: 'unreadable', fact: 'methods', reason: 'status' },
      { code: 'unreadable', fact: 'loginPolicy', reason: 'not_json' },
    ])
  })

  it('is refused when something is missing that is not in the hands of the user', () => {
    expect(judge(aLogin(policy({ forceMfa: true }))).isRefused).toBe(false)
    expect(judge(aLogin(user({ state: 'locked' }))).isRefused).toBe(true)
    expect(judge(aLogin(set({ user: unreadable('no_answer') }))).isRefused).toBe(true)
  })

  it('names the methods that count, the first factor first', () => {
    expect(
      judge(aLogin(enrolled('totp', 'password'), proven({ totp: ago(0), password: ago(0) }))).methods,
    ).toEqual(['password', 'totp'])
    expect(judge(aLogin(byIdp)).methods).toEqual(['idp'])
    expect(judge(aLogin(byPasskey, enrolled('passkey', 'u2f'))).methods).toEqual(['passkey'])
    expect(judge(aLogin(proven({ password: ago(0), totp: ago(0) }))).methods).toEqual(['password'])
  })

  it('rests on the external login where a password was proven as well', () => {
    const both = [
      byIdp,
      enrolled('idp', 'password'),
      proven({ intent: ago(5 * seconds), password: ago(5 * seconds) }),
    ]
    expect(judge(aLogin(...both, user({ isPasswordChangeRequired: true }))).requirements).toEqual([])
    expect(
      judge(aLogin(...both, user({ isPasswordChangeRequired: true }), policy({ allowExternalIdp: false })))
        .requirements,
    ).toMatchObject([{ reason: 'password_change_demanded' }])
  })

  it('takes whoever is inside an attempt for somebody who logs in, whatever the occasion says', () => {
    const stale = [
      asked({ maxAgeSeconds: 0 }),
      session({ fingerprint: 'attempt-0' }),
      proven({ password: ago(30 * seconds) }),
    ]
    expect(judge(aLogin(...stale, set({ occasion: 'renewal' }))).requirements).toMatchObject([
      { reason: 'password_older_than_asked' },
    ])
    expect(
      judge(aLogin(...stale, set({ occasion: 'login', asked: { attempt: null, maxAgeSeconds: 0 } })))
        .requirements,
    ).toEqual([expect.objectContaining({ reason: 'password_older_than_asked' })])
  })

  it('has a meaning for every reason that it gives', () => {
    const given = factTable.flatMap(({ changes }) =>
      judge(aLogin(...changes)).requirements.map(({ reason }) => reason),
    )
    expect(given.filter((reason) => !Object.hasOwn(reasons, reason))).toEqual([])
    expect(Object.keys(reasons).filter((reason) => !given.some((one) => one === reason))).toEqual([])
  })
})

describe('the offer to enrol a second factor', () => {
  const offered = policy({ mfaInitSkipLifetimeMs: 720 * hours })
  const offer = [{ type: 'mfa_enrolment', methods: ['totp', 'u2f', 'passkey'] }]

  it('is made when nothing is enrolled and nothing forced, and asks for nothing', () => {
    const { offers, requirements } = judge(aLogin(offered))
    expect(offers).toEqual(offer)
    expect(requirements).toEqual([])
  })

  it('is not made again until the skip is as old as the policy says', () => {
    expect(judge(aLogin(offered, user({ mfaSkippedAt: now - 30 * days + 1 }))).offers).toEqual([])
    expect(judge(aLogin(offered, user({ mfaSkippedAt: now - 30 * days }))).offers).toEqual(offer)
  })

  it('is not made where the policy says zero or nothing, or allows no factor', () => {
    expect(judge(aLogin(policy({ mfaInitSkipLifetimeMs: 0 }))).offers).toEqual([])
    expect(judge(aLogin(policy({ mfaInitSkipLifetimeMs: null }))).offers).toEqual([])
    expect(judge(aLogin(offered, policy({ secondFactors: [], multiFactorPasskey: false }))).offers).toEqual(
      [],
    )
  })

  it('is not made to who has a factor, has to enrol one, or has something else missing', () => {
    expect(judge(aLogin(offered, enrolled('otp_sms', 'password'))).offers).toEqual([])
    expect(judge(aLogin(offered, byPasskey)).offers).toEqual([])
    expect(judge(aLogin(offered, policy({ forceMfa: true }))).offers).toEqual([])
    expect(judge(aLogin(offered, byIdp, policy({ forceMfaLocalOnly: true }))).offers).toEqual([])
    expect(judge(aLogin(offered, user({ isEmailVerified: false }))).offers).toEqual([])
  })
})
