import type { Attempt } from './attempt.ts'
import type { AcceptedLogin, SufficiencyQuestion, Held, LoginDriver, Verdict } from './driver.ts'
import type { FinishedLogin, KeepLogin, Proof, StepName } from './engine.ts'
import type { Now } from '@postern/protocol'
import type { OneTimeCodes } from './one-time-codes.ts'
import type { SufficientAttempt } from './sufficiency/sufficient-attempt.ts'

/**
 * What one request holds in its hands while it works on an attempt. Never written anywhere, forgotten with the request. A step puts
 * what it made here as soon as it is made, so that it can be undone when the rest of the step fails.
 */
export interface Work {
  readonly proof: Proof
  session?: Held<'session'>
  sufficient?: SufficientAttempt
  code?: Held<'code'>
  tokens?: Held<'tokens'>
  accepted?: AcceptedLogin
  readonly keep: KeepLogin
  kept?: FinishedLogin
  /** The newest state of the driver, where it is newer than the attempt's. */
  driver?: Attempt['driver']
}

export interface StepDeps {
  readonly driver: LoginDriver
  readonly codes: OneTimeCodes
  /** Called with each judgement, for the events. */
  readonly judged: (attempt: Attempt, verdict: Verdict) => void
  readonly now: Now
}

/** What a step changes in the attempt. */
export type Changes = Partial<Pick<Attempt, 'progress' | 'subject' | 'needs' | 'driver'>>

/** One of the seven. Knows neither what came before nor what comes next; `dispatch.ts` does. */
export interface Step {
  readonly name: StepName
  /** Nothing that somebody would have to undo, and nothing that may happen only once: it is not written down before it. */
  readonly makesNothing?: true
  run(attempt: Attempt, work: Work, deps: StepDeps): Promise<Changes>
}

/** What the facts of an attempt are judged for. Whoever the user was at an earlier reading is asked for at once. */
export function loginQuestion(attempt: Attempt, sufficient?: SufficientAttempt): SufficiencyQuestion {
  const known = sufficient ?? (attempt.subject === null ? undefined : { userId: attempt.subject })
  return {
    occasion: 'login',
    asked: { attempt: { id: attempt.attempt, startedAt: attempt.startedAt }, ...attempt.asked },
    ...(known === undefined ? {} : { known }),
  }
}

/** A value that an earlier step of the same request left in its hands; without it the step must not run. */
export function inHand<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new TypeError(`${what} is missing: the step was not due`)
  return value
}
