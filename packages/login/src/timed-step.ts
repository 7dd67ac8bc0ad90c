import type { Now } from '@postern/protocol'
import type { StepName, StepRecord } from './engine.ts'
import { asLoginError } from './errors.ts'
import type { LoginEvents } from './events.ts'
import type { Occasion } from './sufficiency/facts.ts'

/** Does the work of a step by the clock, and tells how long it took and how it went. */
export async function timedStep<T>(
  step: StepName,
  occasion: Occasion,
  work: () => Promise<T>,
  { now, events }: { readonly now: Now; readonly events: LoginEvents },
): Promise<{ readonly result: T; readonly done: StepRecord }> {
  const startedAt = now()
  const tell = (outcome: 'done' | ReturnType<typeof asLoginError>['code']): StepRecord => {
    const endedAt = now()
    events({
      name: 'login.step',
      flow: 'back_channel',
      occasion,
      step,
      durationMs: endedAt - startedAt,
      outcome,
    })
    return { step, startedAt, endedAt }
  }
  try {
    const result = await work()
    return { result, done: tell('done') }
  } catch (error) {
    tell(asLoginError(error).code)
    throw error
  }
}
