import type { Requirement } from '../src/requirement.ts'
import type { Facts } from '../src/sufficiency/facts.ts'
import { readable, unreadable, type UnreadableReason } from '../src/sufficiency/reading.ts'
import {
  ago,
  apply,
  asked,
  byIdp,
  byPasskey,
  type Change,
  days,
  enrolled,
  expiry,
  hours,
  name,
  now,
  policy,
  proven,
  seconds,
  session,
  set,
  user,
} from './facts-of-a-login.ts'

/** One case: what is changed in a login that lacks nothing, and all that is then missing. */
export interface FactRow {
  readonly name: string
  readonly changes: readonly Change[]
  readonly missing: readonly Requirement[]
  /** At a renewal, where that differs: what the application asked of the login is not asked again. */
  readonly missingAtRenewal?: readonly Requirement[]
  /** What a user interface is told, where that is not all that is missing (CRED-9). */
  readonly told?: readonly Requirement[]
}

const row = (
  title: string,
  changes: readonly Change[],
  missing: readonly Requirement[],
  more: Pick<FactRow, 'missingAtRenewal' | 'told'> = {},
): FactRow => ({ name: title, changes, missing, ...more })

const passes: readonly Requirement[] = []
const notProven: Requirement = { type: 'first_factor', reason: 'not_proven', methods: ['password'] }
const told = { told: [notProven] }
const secondFactor = (reason: string, ...methods: NonNullable<Requirement['methods']>): Requirement => ({
  type: 'second_factor',
  reason,
  methods,
})
const staleFirst = (reason: string, ...methods: NonNullable<Requirement['methods']>): Requirement => ({
  type: 'first_factor',
  reason,
  methods,
})
const enrolment: Requirement = {
  type: 'mfa_enrolment_required',
  reason: 'no_second_factor_enrolled',
  methods: ['totp', 'u2f', 'passkey'],
}
const ssoRequired: Requirement = {
  type: 'sso_required',
  reason: 'local_authentication_not_allowed',
  methods: ['idp'],
}
const changeRequired = (reason: string): Requirement => ({ type: 'password_change_required', reason })
const refused = (type: Requirement['type'], reason: string): Requirement => ({ type, reason })
const disagree = (reason: string): Requirement => refused('facts_disagree', reason)

const withTotp = [enrolled('totp', 'password')]
const passwordAnd = (factors: Parameters<typeof proven>[0]): Change =>
  proven({ password: ago(5 * seconds), ...factors })

/** Facts, each with the requirement that it becomes when it could not be read. */
const readings = [
  ['session', 'session_unreadable'],
  ['clockOffsetMs', 'clock_unreadable'],
  ['user', 'user_unreadable'],
  ['methods', 'methods_unreadable'],
  ['organization', 'organization_unreadable'],
  ['loginPolicy', 'login_policy_unreadable'],
  ['passwordExpiry', 'password_expiry_unreadable'],
  ['identityProviders', 'identity_providers_unreadable'],
] as const satisfies readonly (readonly [keyof Facts, string])[]

const causes: readonly (readonly [string, UnreadableReason])[] = [
  ['an empty answer', 'wrong_shape'],
  ['403 or 500', 'status'],
  ['no answer in time', 'no_answer'],
  ['HTML', 'not_json'],
]

const unreadableRows = readings.flatMap(([fact, reason]) =>
  causes.map(([cause, unreadableReason]) =>
    row(
      `${fact}: ${cause}`,
      [set({ [fact]: unreadable(unreadableReason) })],
      [{ type: 'policy_unreadable', reason }],
    ),
  ),
)

/** Every case of the specification, and the other side of each limit. */
export const factTable: readonly FactRow[] = [
  row('password, nothing demanded', [], passes),

  // First factor
  row('user check only (CRED-8)', [proven({})], [notProven]),
  row('user check and a second factor only', [...withTotp, proven({ totp: ago(0) })], [notProven]),
  row(
    'session gone',
    [set({ session: readable(null), user: unreadable('not_read') })],
    [{ ...notProven, reason: 'session_gone' }],
    told,
  ),
  row('session without a user', [session({ user: null })], [disagree('session_without_user')]),
  row('passkey with user verification', [byPasskey], passes),
  row(
    'passkey without user verification',
    [byPasskey, proven({ webAuthN: { ...ago(0), userVerified: false } })],
    [notProven],
  ),
  row(
    'passkey where passkeys are not allowed',
    [byPasskey, policy({ passkeys: 'not_allowed' })],
    [staleFirst('passkey_not_allowed', 'password', 'idp')],
  ),
  row(
    'passkey that is not enrolled any more',
    [byPasskey, enrolled('password')],
    [staleFirst('passkey_not_enrolled', 'password')],
    told,
  ),
  row(
    'passkey in an organization with single sign-on only',
    [byPasskey, policy({ allowLocalAuthentication: false })],
    [ssoRequired],
  ),
  row(
    'security key with user verification, no passkey enrolled',
    [byPasskey, enrolled('u2f', 'password')],
    [staleFirst('passkey_not_enrolled', 'password')],
    told,
  ),
  row(
    'password of before the last change',
    [user({ passwordChangedAt: now - 4 * seconds })],
    [staleFirst('password_changed_since', 'password')],
    told,
  ),
  row(
    'password proven a microsecond before the change',
    [user({ passwordChangedAt: now - 5 * seconds + 0.001 })],
    [staleFirst('password_changed_since', 'password')],
    told,
  ),
  row(
    'password proven in the moment of its change',
    [user({ passwordChangedAt: now - 5 * seconds })],
    passes,
  ),
  row(
    'password of a user who has none',
    [enrolled()],
    [staleFirst('password_not_enrolled', 'password')],
    told,
  ),
  row(
    'factor proven further ahead than clocks may be',
    [proven({ password: ago(-5_001) })],
    [staleFirst('verified_in_the_future', 'password', 'idp')],
  ),
  row('factor proven as far ahead as clocks may be', [proven({ password: ago(-5_000) })], passes),

  // Single sign-on
  row(
    'password in an organization with single sign-on only',
    [policy({ allowLocalAuthentication: false })],
    [ssoRequired],
  ),
  row(
    'single sign-on only, without an active identity provider',
    [
      policy({ allowLocalAuthentication: false }),
      set({ identityProviders: readable({ organizationId: 'org-1', ids: [] }) }),
    ],
    [{ type: 'sso_required', reason: 'local_authentication_not_allowed' }],
  ),
  row(
    'user check only in an organization with single sign-on only: nothing told',
    [proven({}), policy({ allowLocalAuthentication: false })],
    [notProven],
  ),

  // External login
  row('external login', [byIdp], passes),
  row(
    'external login in an organization with single sign-on only',
    [byIdp, policy({ allowLocalAuthentication: false })],
    passes,
  ),
  row(
    'external login through a provider that is not active any more',
    [byIdp, set({ identityProviders: readable({ organizationId: 'org-1', ids: ['idp-2'] }) })],
    [staleFirst('idp_not_active', 'idp')],
  ),
  row(
    'external login not allowed, the provider still listed',
    [byIdp, policy({ allowExternalIdp: false })],
    [{ type: 'first_factor', reason: 'external_login_not_allowed', methods: [] }],
  ),
  row(
    'external login through an unknown provider',
    [byIdp, set({ intent: null })],
    [staleFirst('idp_unknown', 'password')],
    told,
  ),
  row(
    'external login of a user who is not linked any more',
    [byIdp, enrolled('password')],
    [staleFirst('idp_not_enrolled', 'password')],
    told,
  ),
  row(
    'intent of another attempt (AUTHZ-8)',
    [
      byIdp,
      set({ intent: { idpId: 'idp-1', attemptId: 'attempt-2', startedAt: now - 20 * seconds, uses: 1 } }),
    ],
    [staleFirst('intent_of_another_attempt', 'password')],
    { ...told, missingAtRenewal: passes },
  ),
  row(
    'intent used twice',
    [
      byIdp,
      set({ intent: { idpId: 'idp-1', attemptId: 'attempt-1', startedAt: now - 20 * seconds, uses: 2 } }),
    ],
    [staleFirst('intent_used_twice', 'password')],
    { ...told, missingAtRenewal: passes },
  ),
  row(
    'intent as old as our limit',
    [
      byIdp,
      set({ intent: { idpId: 'idp-1', attemptId: 'attempt-1', startedAt: now - 605 * seconds, uses: 1 } }),
    ],
    passes,
  ),
  row(
    'intent older than our limit',
    [
      byIdp,
      set({
        intent: { idpId: 'idp-1', attemptId: 'attempt-1', startedAt: now - 605 * seconds - 1, uses: 1 },
      }),
    ],
    [staleFirst('intent_over_limit', 'password')],
    { ...told, missingAtRenewal: passes },
  ),

  // Second factor
  row('password under forceMfa, nothing enrolled', [policy({ forceMfa: true })], [enrolment]),
  row(
    'password under forceMfa, TOTP enrolled',
    [policy({ forceMfa: true }), ...withTotp],
    [secondFactor('mfa_forced', 'totp')],
  ),
  row(
    'password and TOTP under forceMfa',
    [policy({ forceMfa: true }), ...withTotp, passwordAnd({ totp: ago(0) })],
    passes,
  ),
  row('password under forceMfaLocalOnly', [policy({ forceMfaLocalOnly: true })], [enrolment]),
  row('external login under forceMfaLocalOnly', [byIdp, policy({ forceMfaLocalOnly: true })], passes),
  row('external login under forceMfa', [byIdp, policy({ forceMfa: true })], [enrolment]),
  row(
    'external login with TOTP enrolled, nothing forced',
    [byIdp, enrolled('totp', 'idp')],
    [secondFactor('second_factor_enrolled', 'totp')],
  ),
  row('passkey with user verification under forceMfa', [byPasskey, policy({ forceMfa: true })], passes),
  row(
    'password under forceMfa, a passkey enrolled',
    [policy({ forceMfa: true }), enrolled('passkey', 'password')],
    [secondFactor('mfa_forced', 'passkey')],
  ),
  row('TOTP enrolled, nothing forced', withTotp, [secondFactor('second_factor_enrolled', 'totp')]),
  row('TOTP enrolled and proven', [...withTotp, passwordAnd({ totp: ago(0) })], passes),
  row(
    'TOTP proven but not enrolled any more',
    [policy({ forceMfa: true }), passwordAnd({ totp: ago(0) })],
    [enrolment],
  ),
  row(
    'U2F enrolled, the policy allows only TOTP',
    [policy({ secondFactors: ['totp'] }), enrolled('u2f', 'password')],
    passes,
  ),
  row(
    'U2F enrolled and proven under forceMfa, the policy allows only TOTP',
    [
      policy({ secondFactors: ['totp'], multiFactorPasskey: false, forceMfa: true }),
      enrolled('u2f', 'password'),
      passwordAnd({ webAuthN: { ...ago(0), userVerified: false } }),
    ],
    [{ ...enrolment, methods: ['totp'] }],
  ),
  row(
    'U2F proven beside the password',
    [enrolled('u2f', 'password'), passwordAnd({ webAuthN: { ...ago(0), userVerified: false } })],
    passes,
  ),
  row(
    'OTP by SMS and e-mail enrolled, not listed by the policy',
    [enrolled('otp_sms', 'otp_email', 'password')],
    passes,
  ),
  row(
    'OTP by SMS enrolled and listed',
    [enrolled('otp_sms', 'password'), policy({ secondFactors: ['otp_sms'] })],
    [secondFactor('second_factor_enrolled', 'otp_sms')],
  ),
  row(
    'OTP by e-mail enrolled, listed and proven',
    [
      enrolled('otp_email', 'password'),
      policy({ secondFactors: ['otp_email'] }),
      passwordAnd({ otpEmail: ago(0) }),
    ],
    passes,
  ),
  row(
    'own settings without factors under forceMfa',
    [policy({ forceMfa: true, secondFactors: [], multiFactorPasskey: false })],
    [refused('mfa_not_configured', 'policy_allows_no_second_factor')],
  ),
  row(
    'recovery codes as the only method, listed, nothing forced',
    [enrolled('recovery_code', 'password'), policy({ secondFactors: ['totp', 'recovery_code'] })],
    passes,
  ),
  row(
    'recovery codes as the only method, not listed, under forceMfa',
    [
      enrolled('recovery_code', 'password'),
      policy({ forceMfa: true }),
      passwordAnd({ recoveryCode: ago(0) }),
    ],
    [enrolment],
  ),
  row(
    'recovery codes as the only method, listed, under forceMfa',
    [
      enrolled('recovery_code', 'password'),
      policy({ forceMfa: true, secondFactors: ['totp', 'recovery_code'] }),
    ],
    [secondFactor('mfa_forced', 'recovery_code')],
  ),
  row(
    'recovery code proven, listed, under forceMfa',
    [
      enrolled('recovery_code', 'password'),
      policy({ forceMfa: true, secondFactors: ['totp', 'recovery_code'] }),
      passwordAnd({ recoveryCode: ago(0) }),
    ],
    passes,
  ),

  // Freshness
  row(
    'password at the last millisecond of its lifetime',
    [proven({ password: ago(240 * hours - 1) })],
    passes,
  ),
  row(
    'password at the end of its lifetime',
    [proven({ password: ago(240 * hours) })],
    [staleFirst('password_older_than_policy', 'password', 'idp')],
  ),
  row(
    'password within the default, the lifetime absent',
    [policy({ passwordCheckLifetimeMs: null }), proven({ password: ago(240 * hours - 1) })],
    passes,
  ),
  row(
    'password over the default, the lifetime absent',
    [policy({ passwordCheckLifetimeMs: null }), proven({ password: ago(240 * hours) })],
    [staleFirst('password_older_than_policy', 'password', 'idp')],
  ),
  row(
    'password over the default, the lifetime "0s"',
    [policy({ passwordCheckLifetimeMs: 0 }), proven({ password: ago(240 * hours) })],
    [staleFirst('password_older_than_policy', 'password', 'idp')],
  ),
  row('password within the default, the lifetime "0s"', [policy({ passwordCheckLifetimeMs: 0 })], passes),
  row(
    'password, a negative lifetime',
    [policy({ passwordCheckLifetimeMs: -1 }), proven({ password: ago(-2) })],
    [staleFirst('password_older_than_policy', 'password', 'idp')],
  ),
  row(
    'passkey at the last millisecond of its lifetime',
    [byPasskey, proven({ webAuthN: { ...ago(12 * hours - 1), userVerified: true } })],
    passes,
  ),
  row(
    'passkey at the end of its lifetime',
    [byPasskey, proven({ webAuthN: { ...ago(12 * hours), userVerified: true } })],
    [staleFirst('passkey_older_than_policy', 'passkey', 'password', 'idp')],
  ),
  row(
    'external login at the last millisecond of its lifetime',
    [byIdp, policy({ externalLoginCheckLifetimeMs: 5 * seconds + 1 })],
    passes,
  ),
  row(
    'external login at the end of its lifetime',
    [byIdp, policy({ externalLoginCheckLifetimeMs: 5 * seconds })],
    [staleFirst('idp_older_than_policy', 'idp')],
  ),
  row(
    'second factor at the last millisecond of its lifetime',
    [...withTotp, passwordAnd({ totp: ago(18 * hours - 1) })],
    passes,
  ),
  row(
    'second factor at the end of its lifetime',
    [...withTotp, passwordAnd({ totp: ago(18 * hours) })],
    [secondFactor('second_factor_older_than_policy', 'totp')],
  ),
  row(
    'second factor over the default, the lifetime "0s"',
    [...withTotp, policy({ secondFactorCheckLifetimeMs: 0 }), passwordAnd({ totp: ago(18 * hours) })],
    [secondFactor('second_factor_older_than_policy', 'totp')],
  ),
  row(
    'second factor proven further ahead than clocks may be',
    [...withTotp, passwordAnd({ totp: ago(-5_001) })],
    [secondFactor('verified_in_the_future', 'totp')],
  ),

  // What the application asked (AUTHZ-10)
  row('maxAge 0, proven in this attempt', [asked({ maxAgeSeconds: 0 })], passes),
  row(
    'maxAge 0, proven before this attempt, in an older session',
    [
      asked({ maxAgeSeconds: 0 }),
      session({ fingerprint: 'attempt-0' }),
      proven({ password: ago(20 * seconds + 1) }),
    ],
    [staleFirst('password_older_than_asked', 'password', 'idp')],
    { missingAtRenewal: passes },
  ),
  row(
    'maxAge 0, proven in this attempt, in an older session',
    [
      asked({ maxAgeSeconds: 0 }),
      session({ fingerprint: 'attempt-0' }),
      proven({ password: ago(20 * seconds) }),
    ],
    passes,
  ),
  row(
    'prompt=login, proven before this attempt',
    [
      asked({ prompt: 'login', maxAgeSeconds: 3_600 }),
      session({ fingerprint: 'attempt-0' }),
      proven({ password: ago(20 * seconds + 1) }),
    ],
    [staleFirst('password_older_than_asked', 'password', 'idp')],
    { missingAtRenewal: passes },
  ),
  row(
    'maxAge 1, proven less than a second ago before this attempt',
    [
      asked({ maxAgeSeconds: 1, attempt: { id: 'attempt-1', startedAt: now } }),
      session({ fingerprint: 'attempt-0' }),
      proven({ password: ago(999) }),
    ],
    passes,
  ),
  row(
    'maxAge 1, proven a second ago before this attempt',
    [
      asked({ maxAgeSeconds: 1, attempt: { id: 'attempt-1', startedAt: now } }),
      session({ fingerprint: 'attempt-0' }),
      proven({ password: ago(1_000) }),
    ],
    [staleFirst('password_older_than_asked', 'password', 'idp')],
    { missingAtRenewal: passes },
  ),
  row(
    'maxAge 0, a passkey from before this attempt',
    [
      asked({ maxAgeSeconds: 0 }),
      session({ fingerprint: 'attempt-0' }),
      byPasskey,
      proven({ webAuthN: { ...ago(60 * seconds), userVerified: true } }),
    ],
    [staleFirst('passkey_older_than_asked', 'passkey', 'password', 'idp')],
    { missingAtRenewal: passes },
  ),
  row(
    'maxAge 0, an external login from before this attempt',
    [
      asked({ maxAgeSeconds: 0 }),
      session({ fingerprint: 'attempt-0' }),
      byIdp,
      proven({ intent: ago(60 * seconds) }),
    ],
    [staleFirst('idp_older_than_asked', 'idp')],
    { missingAtRenewal: passes },
  ),
  row(
    'maxAge 0, the second factor from before this attempt',
    [
      asked({ maxAgeSeconds: 0 }),
      session({ fingerprint: 'attempt-0' }),
      ...withTotp,
      passwordAnd({ totp: ago(60 * seconds) }),
    ],
    [secondFactor('second_factor_older_than_asked', 'totp')],
    { missingAtRenewal: passes },
  ),

  // Password change
  row(
    'password change demanded',
    [user({ isPasswordChangeRequired: true })],
    [changeRequired('password_change_demanded')],
  ),
  row('password change demanded, external login', [byIdp, user({ isPasswordChangeRequired: true })], passes),
  row(
    'password change demanded, TOTP enrolled: the code first',
    [user({ isPasswordChangeRequired: true }), ...withTotp],
    [secondFactor('second_factor_enrolled', 'totp'), changeRequired('password_change_demanded')],
  ),
  row('password at the end of its age', [expiry(30)], passes),
  row(
    'password a millisecond over its age',
    [expiry(30), user({ passwordChangedAt: now - 30 * days - 1 })],
    [changeRequired('password_expired')],
  ),
  row(
    'password without a date where ages are limited',
    [expiry(30), user({ passwordChangedAt: null })],
    [changeRequired('password_never_recorded')],
  ),
  row('password without a date where ages are not limited', [user({ passwordChangedAt: null })], passes),

  // The user and the organization
  row(
    'e-mail address not verified',
    [user({ isEmailVerified: false })],
    [refused('email_verification_required', 'email_not_verified')],
  ),
  row(
    'e-mail address not verified, where the deployment allows it',
    [
      user({ isEmailVerified: false }),
      set({ deployment: { firstFactors: ['password'], allowUnverifiedEmail: true } }),
    ],
    passes,
  ),
  row('user INITIAL', [user({ state: 'initial' })], [refused('user_not_ready', 'user_initial')]),
  row('user deactivated', [user({ state: 'inactive' })], [refused('user_refused', 'user_inactive')]),
  row('user locked', [user({ state: 'locked' })], [refused('user_refused', 'user_locked')]),
  row('user deleted', [user({ state: 'deleted' })], [refused('user_refused', 'user_deleted')]),
  row(
    'user in a state that is new to us',
    [user({ state: 'unknown' })],
    [refused('user_refused', 'user_state_unknown')],
  ),
  row('machine user', [user({ kind: 'machine' })], [refused('user_refused', 'user_not_human')]),
  row('unknown user', [set({ user: readable(null) })], [refused('user_refused', 'user_unknown')], told),
  row(
    'locked user, user check only: nothing told (CRED-9)',
    [proven({}), user({ state: 'locked' })],
    [notProven, refused('user_refused', 'user_locked')],
    told,
  ),
  row(
    'organization inactive',
    [set({ organization: readable({ id: 'org-1', state: 'inactive' }) })],
    [refused('organization_inactive', 'organization_not_active')],
  ),
  row(
    'unknown organization',
    [set({ organization: readable(null) })],
    [refused('organization_inactive', 'organization_unknown')],
  ),
  row('two users with one login name', [name({ hits: 2 })], [refused('user_refused', 'name_ambiguous')]),
  row('name by e-mail', [name({ by: 'email' })], passes),
  row(
    'name by e-mail where that is off',
    [name({ by: 'email' }), policy({ disableLoginWithEmail: true })],
    [refused('user_refused', 'login_by_email_disabled')],
  ),
  row(
    'name by phone where that is off',
    [name({ by: 'phone' }), policy({ disableLoginWithPhone: true })],
    [refused('user_refused', 'login_by_phone_disabled')],
  ),
  row(
    'login name where e-mail and phone are off',
    [policy({ disableLoginWithEmail: true, disableLoginWithPhone: true })],
    passes,
  ),
  row('organization as asked', [asked({ organizationId: 'org-1' })], passes),
  row(
    'organization mismatch',
    [asked({ organizationId: 'org-2' })],
    [refused('wrong_organization', 'not_the_asked_organization')],
  ),
  row('subject as expected', [asked({ expectedSubject: 'user-1' })], passes),
  row(
    'begun for another user (AUTHZ-8)',
    [asked({ expectedSubject: 'user-2' })],
    [refused('wrong_user', 'not_the_expected_user')],
  ),
  row(
    'what the user can act on stands first',
    [asked({ organizationId: 'org-2' }), user({ isEmailVerified: false }), policy({ forceMfa: true })],
    [
      enrolment,
      refused('email_verification_required', 'email_not_verified'),
      refused('wrong_organization', 'not_the_asked_organization'),
    ],
  ),

  // The facts belong together
  row(
    'session of another user',
    [session({ user: { id: 'user-2', organizationId: 'org-1', loginName: 'eve' } })],
    [disagree('user_is_another')],
  ),
  row(
    'methods of another user',
    [set({ methods: readable({ userId: 'user-2', methods: ['password'] }) })],
    [disagree('methods_of_another_user')],
  ),
  row(
    'session of another organization',
    [session({ user: { id: 'user-1', organizationId: 'org-2', loginName: 'ada' } })],
    [disagree('organization_is_another')],
  ),
  row(
    'login settings of another organization',
    [policy({ organizationId: 'org-2' })],
    [disagree('settings_of_another_organization')],
  ),
  row(
    'password expiry of another organization',
    [set({ passwordExpiry: readable({ organizationId: 'org-2', maxAgeDays: 0 }) })],
    [disagree('settings_of_another_organization')],
  ),
  row(
    'identity providers of another organization',
    [set({ identityProviders: readable({ organizationId: 'org-2', ids: [] }) })],
    [disagree('settings_of_another_organization')],
  ),
  row(
    'state of another organization',
    [set({ organization: readable({ id: 'org-2', state: 'active' }) })],
    [disagree('settings_of_another_organization')],
  ),
  row('another session than asked for', [session({ id: 'session-2' })], [disagree('session_is_another')]),
  row('session in its last millisecond', [session({ expiresAt: now + 1 })], passes),
  row('session at its end', [session({ expiresAt: now })], [disagree('session_expired')]),
  row('session that never expires', [session({ expiresAt: null })], passes),

  // Clocks
  row('clocks 60 s apart', [inZitadelsTime(60_000)], passes),
  row('clocks more than 60 s apart', [inZitadelsTime(60_001)], [refused('clock_skewed', 'clock_over_limit')]),
  row(
    'clocks 90 s apart, ZITADEL behind',
    [inZitadelsTime(-90_000)],
    [refused('clock_skewed', 'clock_over_limit')],
  ),
  row('clocks 10 s apart, ZITADEL ahead', [inZitadelsTime(10_000)], passes),
  row('clocks 10 s apart, ZITADEL behind', [inZitadelsTime(-10_000)], passes),

  ...unreadableRows,
]

/** The same login at a ZITADEL whose clock is ahead by so much: the age of everything stays what it was. */
function inZitadelsTime(offsetMs: number): Change {
  return (facts) =>
    apply(facts, [
      set({ clockOffsetMs: readable(offsetMs) }),
      proven({ password: { verifiedAt: now - 5 * seconds + offsetMs } }),
      session({ expiresAt: now + 600 * seconds + offsetMs }),
    ])
}

/** The ways to come to a judgement. Each makes its own occasion of a login's facts; the table runs through all of them. */
export const flows: Readonly<Record<string, { readonly at: 'login' | 'renewal'; readonly of: Change }>> = {
  form: { at: 'login', of: (facts) => facts },
  // In a ZITADEL session that another attempt made: what was proven since this one began counts as its own.
  step_up: {
    at: 'login',
    of: (facts) =>
      session({ fingerprint: 'attempt-0' })({
        ...facts,
        asked: { expectedSubject: 'user-1', ...facts.asked },
      }),
  },
  renewal: {
    at: 'renewal',
    of: (facts) => ({ ...facts, occasion: 'renewal', asked: { ...facts.asked, attempt: null } }),
  },
}
