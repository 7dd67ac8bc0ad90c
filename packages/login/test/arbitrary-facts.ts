import fc from 'fast-check'
import type { Method } from '../src/requirement.ts'
import type { Facts, SecondFactor, SessionFactors, Verified } from '../src/sufficiency/facts.ts'
import { readable } from '../src/sufficiency/reading.ts'
import {
  aLogin,
  defaultPolicy,
  days,
  hours,
  now,
  policy,
  seconds,
  session,
  set,
  user,
} from './facts-of-a-login.ts'

const often = <const T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(usual, ...others) },
  )

const ageMs = fc.constantFrom(
  0,
  5 * seconds,
  19 * seconds,
  21 * seconds,
  hours,
  13 * hours,
  20 * hours,
  241 * hours,
)
const verified: fc.Arbitrary<Verified> = ageMs.map((age) => ({ verifiedAt: now - age }))
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null })

const factors: fc.Arbitrary<SessionFactors> = fc.record({
  password: maybe(verified),
  webAuthN: maybe(
    fc.tuple(verified, fc.boolean()).map(([proof, userVerified]) => ({ ...proof, userVerified })),
  ),
  intent: maybe(verified),
  totp: maybe(verified),
  otpSms: maybe(verified),
  otpEmail: maybe(verified),
  recoveryCode: maybe(verified),
})

const methods: readonly Method[] = [
  'password',
  'passkey',
  'idp',
  'totp',
  'u2f',
  'otp_sms',
  'otp_email',
  'recovery_code',
]
const secondFactors: readonly SecondFactor[] = ['totp', 'u2f', 'otp_sms', 'otp_email', 'recovery_code']

/** Facts that were read and agree, with everything else as it may come, good logins often enough among them. */
export const someFacts: fc.Arbitrary<Facts> = fc
  .record({
    factors,
    enrolled: fc.subarray([...methods]),
    occasion: fc.constantFrom('login', 'renewal'),
    fingerprint: fc.constantFrom('attempt-1', 'attempt-0', null),
    state: often('active', 'initial', 'inactive', 'locked', 'deleted', 'unknown'),
    kind: often('human', 'machine', 'unknown'),
    isEmailVerified: often(true, false),
    isPasswordChangeRequired: often(false, true),
    passwordChangedAt: fc.constantFrom(null, now - 400 * days, now - days, now - 10 * seconds),
    organization: often('active', 'inactive', 'removed', 'unknown'),
    policy: fc.record({
      allowLocalAuthentication: often(true, false),
      allowExternalIdp: often(true, false),
      forceMfa: fc.boolean(),
      forceMfaLocalOnly: fc.boolean(),
      passkeys: often('allowed', 'not_allowed'),
      secondFactors: fc.subarray([...secondFactors]),
      multiFactorPasskey: fc.boolean(),
      disableLoginWithEmail: fc.boolean(),
      passwordCheckLifetimeMs: fc.constantFrom(null, 0, -1, hours, 240 * hours),
      secondFactorCheckLifetimeMs: fc.constantFrom(null, 0, hours),
      multiFactorCheckLifetimeMs: fc.constantFrom(null, 0, hours),
      externalLoginCheckLifetimeMs: fc.constantFrom(null, 0, hours),
    }),
    maxAgeDays: fc.constantFrom(0, 1, 365),
    asked: fc.record(
      {
        maxAgeSeconds: fc.constantFrom(0, 1, 10, 3_600),
        prompt: fc.constant('login' as const),
        organizationId: often('org-1', 'org-2'),
        expectedSubject: often('user-1', 'user-2'),
      },
      { requiredKeys: [] },
    ),
    intent: maybe(
      fc.record({
        idpId: often('idp-1', 'idp-2'),
        attemptId: often('attempt-1', 'attempt-2'),
        startedAt: fc.constantFrom(now - 300 * seconds, now - 300 * hours),
        uses: often(1, 0, 2),
      }),
    ),
    by: often('login_name', 'email', 'phone', 'user_id'),
    hits: often(1, 0, 2),
  })
  .map((some) =>
    aLogin(
      policy({ ...defaultPolicy, ...some.policy }),
      user({
        state: some.state,
        kind: some.kind,
        isEmailVerified: some.isEmailVerified,
        isPasswordChangeRequired: some.isPasswordChangeRequired,
        passwordChangedAt: some.passwordChangedAt,
      }),
      session({ factors: some.factors, fingerprint: some.fingerprint }),
      set({
        occasion: some.occasion,
        methods: readable({ userId: 'user-1', methods: some.enrolled }),
        organization: readable({ id: 'org-1', state: some.organization }),
        passwordExpiry: readable({ organizationId: 'org-1', maxAgeDays: some.maxAgeDays }),
        asked: {
          attempt: some.occasion === 'login' ? { id: 'attempt-1', startedAt: now - 20 * seconds } : null,
          ...some.asked,
        },
        intent: some.intent,
        name: { by: some.by, hits: some.hits },
      }),
    ),
  )
