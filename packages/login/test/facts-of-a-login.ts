import type { Method } from '../src/requirement.ts'
import type {
  Asked,
  Facts,
  LoginPolicy,
  NameFound,
  SessionFactors,
  SessionFacts,
  UserFacts,
} from '../src/sufficiency/facts.ts'
import { type Reading, readable } from '../src/sufficiency/reading.ts'

/** Ours and, in the good case, ZITADEL's clock. */
export const now = Date.UTC(2026, 10, 22, 12)

export const seconds = 1_000
export const hours = 3_600 * seconds
export const days = 24 * hours

export const ago = (ms: number): { readonly verifiedAt: number } => ({ verifiedAt: now - ms })

export const defaultPolicy: LoginPolicy = {
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
  passwordCheckLifetimeMs: 240 * hours,
  externalLoginCheckLifetimeMs: 240 * hours,
  secondFactorCheckLifetimeMs: 18 * hours,
  multiFactorCheckLifetimeMs: 12 * hours,
  mfaInitSkipLifetimeMs: 0,
}

const noFactors: SessionFactors = {
  password: null,
  webAuthN: null,
  intent: null,
  totp: null,
  otpSms: null,
  otpEmail: null,
  recoveryCode: null,
}

/** A login that nothing is missing from: an active human, the password proven five seconds ago, ZITADEL's default settings. */
export function aLogin(...changes: readonly Change[]): Facts {
  const facts: Facts = {
    occasion: 'login',
    now,
    clockOffsetMs: readable(0),
    sessionId: 'session-1',
    session: readable({
      id: 'session-1',
      user: { id: 'user-1', organizationId: 'org-1', loginName: 'ada@lab.example' },
      factors: { ...noFactors, password: ago(5 * seconds) },
      expiresAt: now + 600 * seconds,
      fingerprint: 'attempt-1',
    }),
    user: readable({
      id: 'user-1',
      organizationId: 'org-1',
      kind: 'human',
      state: 'active',
      isEmailVerified: true,
      isPasswordChangeRequired: false,
      passwordChangedAt: now - 30 * days,
      mfaSkippedAt: null,
    }),
    methods: readable({ userId: 'user-1', methods: ['password'] }),
    organization: readable({ id: 'org-1', state: 'active' }),
    loginPolicy: readable(defaultPolicy),
    passwordExpiry: readable({ organizationId: 'org-1', maxAgeDays: 0 }),
    identityProviders: readable({ organizationId: 'org-1', ids: ['idp-1'] }),
    asked: { attempt: { id: 'attempt-1', startedAt: now - 20 * seconds } },
    name: { by: 'login_name', hits: 1 },
    intent: null,
    deployment: { firstFactors: ['password'] },
  }
  return apply(facts, changes)
}

export type Change = (facts: Facts) => Facts

export const apply = (facts: Facts, changes: readonly Change[]): Facts =>
  changes.reduce((changed, change) => change(changed), facts)

/** Changes the value of a fact that was read; leaves an unreadable or absent one alone. */
function valueOf<T>(reading: Reading<T>, change: Partial<T>): Reading<T> {
  return reading.readable && reading.value !== null ? readable({ ...reading.value, ...change }) : reading
}

export const policy =
  (change: Partial<LoginPolicy>): Change =>
  (facts) => ({ ...facts, loginPolicy: valueOf(facts.loginPolicy, change) })

export const user =
  (change: Partial<UserFacts>): Change =>
  (facts) => ({ ...facts, user: valueOf<UserFacts | null>(facts.user, change) })

export const session =
  (change: Partial<SessionFacts>): Change =>
  (facts) => ({ ...facts, session: valueOf<SessionFacts | null>(facts.session, change) })

/** Exactly these factors. */
export const proven = (factors: Partial<SessionFactors>): Change =>
  session({ factors: { ...noFactors, ...factors } })

/** Exactly these methods. */
export const enrolled =
  (...methods: readonly Method[]): Change =>
  (facts) => ({ ...facts, methods: valueOf(facts.methods, { methods }) })

export const asked =
  (change: Partial<Asked>): Change =>
  (facts) => ({ ...facts, asked: { ...facts.asked, ...change } })

export const name =
  (change: Partial<NameFound>): Change =>
  (facts) => ({ ...facts, name: { ...facts.name, ...change } })

export const expiry =
  (maxAgeDays: number): Change =>
  (facts) => ({ ...facts, passwordExpiry: valueOf(facts.passwordExpiry, { maxAgeDays }) })

export const set =
  (change: Partial<Facts>): Change =>
  (facts) => ({ ...facts, ...change })

/** Proven by the identity provider `idp-1`, in this attempt. */
export const byIdp: Change = (facts) =>
  apply(facts, [
    enrolled('idp'),
    proven({ intent: ago(5 * seconds) }),
    set({ intent: { idpId: 'idp-1', attemptId: 'attempt-1', startedAt: now - 20 * seconds, uses: 1 } }),
  ])

/** Proven by a passkey with user verification. */
export const byPasskey: Change = (facts) =>
  apply(facts, [
    enrolled('passkey', 'password'),
    proven({ webAuthN: { ...ago(5 * seconds), userVerified: true } }),
  ])
