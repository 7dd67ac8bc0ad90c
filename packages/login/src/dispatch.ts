import type { Attempt, Progress } from './attempt.ts'
import type { StepName } from './engine.ts'

/** What comes after what. `null`: nothing, until somebody brings a proof. */
const next: Readonly<Record<Progress, StepName | null>> = {
  waiting: null,
  given: 'authenticate_application',
  authenticated: 'verify_user',
  proven: 'begin_authorization',
  judged: 'bind_session',
  bound: 'exchange_code',
  exchanged: 'validate_tokens',
  validated: 'store_tokens',
  finished: null,
  ended: null,
}

/**
 * The one place that knows the order of the steps: decides from the record alone which comes next. An attempt for which something
 * is still missing waits, whatever else it says, so that a half-finished login never reaches the binding.
 */
export function nextStep({ progress, needs }: Pick<Attempt, 'progress' | 'needs'>): StepName | null {
  const step = next[progress]
  const isFirstThree =
    step === 'authenticate_application' || step === 'verify_user' || step === 'begin_authorization'
  return isFirstThree || needs.length === 0 ? step : null
}
