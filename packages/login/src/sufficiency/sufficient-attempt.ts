import type { Method } from '../requirement.ts'
import type { Facts, Occasion, SessionFactors } from './facts.ts'
import type { Judgement } from './judgement.ts'
import { judge } from './judge.ts'
import { policyVersion } from './policy-version.ts'
import { factsBelongTogether } from './rules/facts-belong-together.ts'

/** Not exported: nobody else can write the type down as an object, and no other object is in the set. */
const brand: unique symbol = Symbol('SufficientAttempt')
const proven = new WeakSet<object>()

/**
 * The proof that a login satisfies every rule of today's policy, by facts read back from ZITADEL. Without it nothing is bound,
 * exchanged or stored (CRED-8). Frozen; only `proveSufficient` makes one, and a copy of one is none.
 *
 * Times are milliseconds since the epoch; those of the factors are ZITADEL's.
 */
export interface SufficientAttempt {
  readonly [brand]: true
  readonly occasion: Occasion
  /** The attempt that it was judged for; `null` at a renewal. */
  readonly attemptId: string | null
  readonly sessionId: string
  readonly userId: string
  readonly organizationId: string
  /** What counted, the first factor first. */
  readonly methods: readonly Method[]
  /** Every factor as it was read back, whether or not it counted. */
  readonly factors: SessionFactors
  readonly judgedAt: number
  readonly clockOffsetMs: number
  /** Names the settings that it was judged by. */
  readonly policyVersion: string
}

export type Sufficiency =
  | { readonly sufficient: SufficientAttempt; readonly judgement: Judgement }
  | { readonly sufficient: null; readonly judgement: Judgement }

/** The only way to a `SufficientAttempt`: judges the facts and makes one when nothing at all is missing. Never throws. */
export function proveSufficient(facts: Facts): Sufficiency {
  const judgement = judge(facts)
  const { agreed } = factsBelongTogether(facts)
  if (judgement.requirements.length > 0 || agreed === undefined) return { sufficient: null, judgement }
  const sufficient: SufficientAttempt = deepFreeze({
    [brand]: true,
    occasion: agreed.occasion,
    attemptId: agreed.asked.attempt?.id ?? null,
    sessionId: agreed.session.id,
    userId: agreed.user.id,
    organizationId: agreed.user.organizationId,
    methods: [...judgement.methods],
    factors: structuredClone(agreed.session.factors),
    judgedAt: agreed.now,
    clockOffsetMs: agreed.clockOffsetMs,
    policyVersion: policyVersion(agreed),
  })
  proven.add(sufficient)
  return { sufficient, judgement }
}

/** What the step that relies on the proof is about; all of it must be the same. */
export interface ProofOf {
  readonly sessionId: string
  /** `null` at a renewal. */
  readonly attemptId: string | null
}

/**
 * Stands first in every step that takes a `SufficientAttempt`: refuses, at run time, one that `proveSufficient` did not make (a
 * cast, a copy, a proxy, one read from a store) and one that is about another session or attempt.
 *
 * @throws {TypeError} a mistake of the caller, never of a user
 */
export function assertSufficient(attempt: unknown, of: ProofOf): asserts attempt is SufficientAttempt {
  if (!isSufficient(attempt)) throw new TypeError('not a proof of sufficiency')
  if (attempt.sessionId !== of.sessionId || attempt.attemptId !== of.attemptId) {
    throw new TypeError('a proof of sufficiency for another session or attempt')
  }
}

function isSufficient(value: unknown): value is SufficientAttempt {
  return typeof value === 'object' && value !== null && proven.has(value)
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) deepFreeze(member)
  }
  return Object.freeze(value)
}
