import type { GuardReason } from './errors.ts'

/**
 * What an operator must hear of. Refusals of single requests are not events: they are the guard's answer and carry their own
 * reason. No event holds a token, a secret or anything that a caller sent.
 */
export interface GuardEvent {
  readonly name: 'guard.audience_unchecked' | 'guard.credential_refused' | 'guard.issuer_failed'
  readonly severity: 'warn' | 'error'
  readonly reason: GuardReason | null
  /** What is wrong and what to change. */
  readonly detail: string
}

/** Called once per token that could not be judged, however many requests waited for it. What it throws is ignored. */
export type OnEvent = (event: GuardEvent) => void

/** Tells the hook, and keeps a broken log from changing a judgement. */
export function tell(onEvent: OnEvent, event: GuardEvent): void {
  try {
    onEvent(event)
  } catch {
    // a judgement must not depend on whether somebody could write it down
  }
}
