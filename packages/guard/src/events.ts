import type { GuardReason } from './errors.ts'
import type { Mode } from './mode.ts'

/**
 * What an operator must hear of. Refusals of single requests are not events: they are the guard's answer and carry their own
 * reason. No event holds a token, a secret or anything that a caller sent.
 */
export interface GuardEvent {
  readonly name:
    | 'guard.audience_unchecked'
    | 'guard.revocation_unknown'
    | 'guard.credential_refused'
    | 'guard.issuer_failed'
    | 'guard.stale_answer_used'
    | 'guard.shared_cache_failed'
    | 'guard.replays_unknown'
  readonly severity: 'warn' | 'error'
  readonly reason: GuardReason | null
  /** What is wrong and what to change. */
  readonly detail: string
}

/** Called once per token that could not be judged, however many requests waited for it. What it throws is ignored. */
export type OnEvent = (event: GuardEvent) => void

/** Where a verdict came from. `none`: there was no token to judge, or no verdict. */
export type VerdictSource = 'memory' | 'shared' | 'issuer' | 'keys' | 'stale' | 'none'

/** One judged request, for metrics: every value is out of a closed list. */
export interface Judged {
  readonly outcome: 'accepted' | 'anonymous' | 'refused'
  readonly reason: GuardReason | null
  /** `null` where the route leaves it to the issuer. */
  readonly mode: Mode | null
  readonly source: VerdictSource
}

export type OnJudged = (judged: Judged) => void

/** Wraps a call to the outside, for traces. `name` is one of a closed list; it must return what `work` returns. */
export type Trace = <T>(
  name: 'guard.introspection' | 'guard.metadata' | 'guard.keys',
  work: () => Promise<T>,
) => Promise<T>

/** Tells a hook, and keeps a broken log from changing a judgement. */
export function tell<T>(hook: (told: T) => void, told: T): void {
  try {
    hook(told)
  } catch {
    // a judgement must not depend on whether somebody could write it down
  }
}
