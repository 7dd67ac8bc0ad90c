import type { Method } from '../../requirement.ts'
import type { AgreedFacts } from '../agreed-facts.ts'
import type { Missing } from '../judgement.ts'
import { defaultIntentLimitSeconds, defaultLifetimesMs } from '../limits.ts'
import type { Reason } from '../reasons.ts'
import { isLogin, staleness } from './fresh.ts'

export type FirstFactor = 'passkey' | 'idp' | 'password'

export interface FirstFactorVerdict {
  readonly missing: readonly Missing[]
  /** The one that the login rests on; `null` while there is none. */
  readonly factor: FirstFactor | null
  /** All that count. */
  readonly counted: readonly FirstFactor[]
  /** One was proven to ZITADEL, whether or not it counts under today's policy. */
  readonly isProven: boolean
}

/**
 * Rule 2: a password, a user-verified passkey or an identity provider's intent, as read back from ZITADEL, enrolled, allowed and
 * fresh. A session with only a user check is never enough (CRED-8). Where several count, a passkey comes before an external login,
 * and that before a password.
 */
export function firstFactorProven(facts: AgreedFacts): FirstFactorVerdict {
  const verdicts: readonly (readonly [FirstFactor, Verdict])[] = [
    ['passkey', passkey(facts)],
    ['idp', externalLogin(facts)],
    ['password', password(facts)],
  ]
  const counted = verdicts.filter(([, verdict]) => verdict === 'counts').map(([factor]) => factor)
  const failed = verdicts.flatMap(([, verdict]) =>
    verdict === 'counts' || verdict === 'absent' ? [] : [verdict],
  )
  const isProven = counted.length > 0 || failed.some(({ proves }) => proves)
  return {
    missing: counted.length > 0 ? [] : whatIsMissing(facts, failed, isProven),
    factor: counted[0] ?? null,
    counted,
    isProven,
  }
}

/** `proves`: it was this user, and the reason may be told; a password from before its change shows nothing. */
interface Failed {
  readonly reason: Reason
  readonly proves: boolean
}
type Verdict = 'counts' | 'absent' | Failed

const failed = (reason: Reason): Failed => ({ reason, proves: true })

function password(facts: AgreedFacts): Verdict {
  const { loginPolicy, session, user } = facts
  const proof = session.factors.password
  if (proof === null) return 'absent'
  if (user.passwordChangedAt !== null && proof.verifiedAt < user.passwordChangedAt) {
    return { reason: 'password_changed_since', proves: false }
  }
  if (!facts.methods.methods.includes('password')) return { reason: 'password_not_enrolled', proves: false }
  if (!loginPolicy.allowLocalAuthentication) return failed('local_authentication_not_allowed')
  return freshOr(
    facts,
    'password',
    proof.verifiedAt,
    loginPolicy.passwordCheckLifetimeMs,
    defaultLifetimesMs.password,
  )
}

function passkey(facts: AgreedFacts): Verdict {
  const { loginPolicy, session } = facts
  const proof = session.factors.webAuthN
  // Without user verification it is a second factor, never a first.
  if (proof === null || !proof.userVerified) return 'absent'
  if (!facts.methods.methods.includes('passkey')) return { reason: 'passkey_not_enrolled', proves: false }
  if (loginPolicy.passkeys !== 'allowed') return failed('passkey_not_allowed')
  // ZITADEL's setting names logins by password and by passkey alike; without it only an external login is left.
  if (!loginPolicy.allowLocalAuthentication) return failed('local_authentication_not_allowed')
  return freshOr(
    facts,
    'passkey',
    proof.verifiedAt,
    loginPolicy.multiFactorCheckLifetimeMs,
    defaultLifetimesMs.multiFactor,
  )
}

function externalLogin(facts: AgreedFacts): Verdict {
  const { intent, loginPolicy, session } = facts
  const proof = session.factors.intent
  if (proof === null) return 'absent'
  if (intent === null) return { reason: 'idp_unknown', proves: false }
  if (!facts.methods.methods.includes('idp')) return { reason: 'idp_not_enrolled', proves: false }
  // Two checks: the list is not emptied by the setting, and ZITADEL accepts intents in both cases (contract 3.11).
  if (!loginPolicy.allowExternalIdp) return failed('external_login_not_allowed')
  if (!facts.identityProviders.ids.includes(intent.idpId)) return failed('idp_not_active')
  const problem = isLogin(facts) ? intentOfThisAttempt(facts, proof.verifiedAt) : null
  if (problem !== null) return { reason: problem, proves: false }
  return freshOr(
    facts,
    'idp',
    proof.verifiedAt,
    loginPolicy.externalLoginCheckLifetimeMs,
    defaultLifetimesMs.externalLogin,
  )
}

function intentOfThisAttempt(
  { asked, clockOffsetMs, deployment, intent }: AgreedFacts,
  verifiedAt: number,
): Reason | null {
  if (intent === null) return 'idp_unknown'
  if (asked.attempt === null || intent.attemptId !== asked.attempt.id) return 'intent_of_another_attempt'
  if (intent.uses !== 1) return 'intent_used_twice'
  const limitMs = (deployment.intentLimitSeconds ?? defaultIntentLimitSeconds) * 1_000
  return verifiedAt - clockOffsetMs - intent.startedAt <= limitMs ? null : 'intent_over_limit'
}

function freshOr(
  facts: AgreedFacts,
  factor: FirstFactor,
  verifiedAt: number,
  lifetimeMs: number | null,
  defaultMs: number,
): Verdict {
  const stale = staleness(facts, verifiedAt, lifetimeMs, defaultMs)
  if (stale === null) return 'counts'
  return failed(stale === 'in_the_future' ? 'verified_in_the_future' : `${factor}_${stale}`)
}

function whatIsMissing(
  facts: AgreedFacts,
  failures: readonly Failed[],
  isProven: boolean,
): readonly Missing[] {
  if (failures.length === 0)
    return [{ type: 'first_factor', reason: 'not_proven', methods: facts.deployment.firstFactors }]
  const usable = usableFirstFactors(facts)
  return failures.map(({ reason }) => {
    if (reason === 'local_authentication_not_allowed') {
      return { type: 'sso_required', reason, ...(usable.includes('idp') ? { methods: ['idp'] } : {}) }
    }
    return { type: 'first_factor', reason, methods: isProven ? usable : facts.deployment.firstFactors }
  })
}

/** What this user could prove under today's policy. */
function usableFirstFactors({
  identityProviders,
  loginPolicy,
  methods: { methods },
}: AgreedFacts): readonly Method[] {
  const isLocal = loginPolicy.allowLocalAuthentication
  const isUsable: Readonly<Record<FirstFactor, boolean>> = {
    passkey: isLocal && loginPolicy.passkeys === 'allowed' && methods.includes('passkey'),
    password: isLocal && methods.includes('password'),
    idp: loginPolicy.allowExternalIdp && identityProviders.ids.length > 0,
  }
  return (['passkey', 'password', 'idp'] as const).filter((factor) => isUsable[factor])
}
