import type { Method } from '../../requirement.ts'
import type { AgreedFacts } from '../agreed-facts.ts'
import type { LoginPolicy, SecondFactor, Verified } from '../facts.ts'
import type { Missing, Offer } from '../judgement.ts'
import { defaultLifetimesMs } from '../limits.ts'
import type { Reason } from '../reasons.ts'
import type { FirstFactorVerdict } from './first-factor-proven.ts'
import { type Staleness, staleness } from './fresh.ts'

export interface SecondFactorVerdict {
  readonly missing: readonly Missing[]
  /** All second factors that count. A passkey that counted as first factor is not named again. */
  readonly counted: readonly SecondFactor[]
  readonly offers: readonly Offer[]
}

/**
 * Rule 4: needed when the policy forces it or when the user has enrolled one that the policy lists, whatever the first factor was;
 * ZITADEL's own API asks for no less (contract 2.6 no. 5). A user-verified passkey is both factors in one.
 */
export function secondFactorProven(facts: AgreedFacts, first: FirstFactorVerdict): SecondFactorVerdict {
  const proofs = proofsOf(facts)
  const isPasskey = first.counted.includes('passkey')
  const counted = proofs
    .filter(({ factor, stale }) => stale === null && !(factor === 'u2f' && isPasskey))
    .map(({ factor }) => factor)
  const need = whyNeeded(facts, first)
  return {
    missing: need === null || isPasskey || counted.length > 0 ? [] : [whatIsMissing(facts, need, proofs)],
    counted,
    offers: need === null && !isPasskey ? enrolmentOffer(facts) : [],
  }
}

/** Recovery codes are never a reason to ask: ZITADEL asks nobody for a second factor who has nothing else (fx 26). */
const demandedWhenEnrolled: readonly SecondFactor[] = ['totp', 'u2f', 'otp_sms', 'otp_email']

function whyNeeded({ loginPolicy, methods }: AgreedFacts, first: FirstFactorVerdict): Reason | null {
  if (loginPolicy.forceMfa) return 'mfa_forced'
  if (loginPolicy.forceMfaLocalOnly && first.factor !== 'idp') return 'mfa_forced'
  const isEnrolled = demandedWhenEnrolled.some(
    (factor) => methods.methods.includes(factor) && loginPolicy.secondFactors.includes(factor),
  )
  return isEnrolled ? 'second_factor_enrolled' : null
}

interface Proof {
  readonly factor: SecondFactor
  readonly stale: Staleness | null
}

/** Proven to ZITADEL, still enrolled and listed by the policy. */
function proofsOf(facts: AgreedFacts): readonly Proof[] {
  const { loginPolicy, methods, session } = facts
  const held: Readonly<Record<SecondFactor, Verified | null>> = {
    totp: session.factors.totp,
    u2f: session.factors.webAuthN,
    otp_sms: session.factors.otpSms,
    otp_email: session.factors.otpEmail,
    recovery_code: session.factors.recoveryCode,
  }
  return loginPolicy.secondFactors.flatMap((factor) => {
    const proof = held[factor]
    if (proof === null || !methods.methods.includes(factor)) return []
    const { secondFactorCheckLifetimeMs } = loginPolicy
    const stale = staleness(
      facts,
      proof.verifiedAt,
      secondFactorCheckLifetimeMs,
      defaultLifetimesMs.secondFactor,
    )
    return [{ factor, stale }]
  })
}

function whatIsMissing(facts: AgreedFacts, need: Reason, proofs: readonly Proof[]): Missing {
  const { loginPolicy, methods } = facts
  const enrolled: readonly Method[] = [
    ...loginPolicy.secondFactors.filter((factor) => methods.methods.includes(factor)),
    ...(isPasskeyUsable(facts) ? (['passkey'] as const) : []),
  ]
  if (enrolled.length > 0) {
    const stale = proofs[0]?.stale
    return { type: 'second_factor', reason: stale ? reasonOf(stale) : need, methods: enrolled }
  }
  const enrollable = enrollableMethods(loginPolicy)
  return enrollable.length > 0
    ? { type: 'mfa_enrolment_required', reason: 'no_second_factor_enrolled', methods: enrollable }
    : { type: 'mfa_not_configured', reason: 'policy_allows_no_second_factor' }
}

const isPasskeyUsable = ({ loginPolicy, methods }: AgreedFacts): boolean =>
  loginPolicy.passkeys === 'allowed' &&
  loginPolicy.allowLocalAuthentication &&
  methods.methods.includes('passkey')

/** An organization's own settings start with none (contract 12.4), and passkeys allowed: that alone lists nothing to enrol. */
function enrollableMethods({ multiFactorPasskey, passkeys, secondFactors }: LoginPolicy): readonly Method[] {
  return passkeys === 'allowed' && multiFactorPasskey ? [...secondFactors, 'passkey'] : secondFactors
}

function reasonOf(stale: Staleness): Reason {
  return stale === 'in_the_future' ? 'verified_in_the_future' : `second_factor_${stale}`
}

/** `mfaInitSkipLifetime`: how long a user who left the offer is not asked again; zero: nobody is asked. */
function enrolmentOffer({ loginPolicy, methods, user, zitadelNow }: AgreedFacts): readonly Offer[] {
  const { forceMfaLocalOnly, mfaInitSkipLifetimeMs } = loginPolicy
  const isEnrolled = [...demandedWhenEnrolled, 'passkey' as const].some((factor) =>
    methods.methods.includes(factor),
  )
  if (mfaInitSkipLifetimeMs === null || !(mfaInitSkipLifetimeMs > 0) || isEnrolled || forceMfaLocalOnly)
    return []
  if (user.mfaSkippedAt !== null && zitadelNow - user.mfaSkippedAt < mfaInitSkipLifetimeMs) return []
  const enrollable = enrollableMethods(loginPolicy)
  return enrollable.length > 0 ? [{ type: 'mfa_enrolment', methods: enrollable }] : []
}
