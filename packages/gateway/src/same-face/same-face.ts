import { isLoginError } from '@postern/login'
import type { Now } from '@postern/protocol'
import type { CheckTimes } from './check-times.ts'
import type { Asker, PasswordSlots } from './password-slots.ts'
import { tarpitMs } from './tarpit.ts'

/** One password to be checked, and who is waiting for the answer. */
export interface PasswordCheck<T> {
  readonly asker: Asker
  /** How many failures in a row the name would have with this one, by our count. */
  readonly failures: number
  /** Says that nobody waits for the answer any more. */
  readonly gone: AbortSignal
  /** What else is held until the answer leaves. Must not reject. */
  readonly release: () => Promise<void>
  /** Asks ZITADEL. */
  readonly ask: () => Promise<T>
}

/**
 * Has a password checked so that every refusal takes the same time, whatever its reason: unknown, wrong, locked, deactivated, without a
 * password (SAME-FACE, CRED-9). Decision 0010 has the argument; in short:
 *
 * - All refusals leave at one deadline, counted from the moment when the check begins. Everything before it (the body, the limits, the queue)
 *   is the same for all names, and a client can draw it out: counted from further back, the slow ones would pass the deadline.
 * - ZITADEL's tarpit slows names down that exist and have failed. The deadline of every name grows by what its own failures would cost there.
 * - A check that takes longer than the deadline leaves at the next multiple of it. A name that needed no check draws by lot how long one would
 *   have taken, out of those that were really made, so lateness tells nothing either.
 * - The place among the checks under way, and the attempt, are held until then, also when the browser has gone.
 *
 * Everything else (a success, a second factor that is needed, a fault of ZITADEL) is passed on at once.
 */
export type SameFace = <T>(check: PasswordCheck<T>) => Promise<T>

/** ZITADEL's id for a wrong password of a user who has one: the only refusal for which it hashes (contract 3.7). */
const wrongPassword = 'COMMAND-3M0fs'

export function createSameFace({
  slots,
  times,
  now,
  wait,
}: {
  readonly slots: PasswordSlots
  readonly times: CheckTimes
  readonly now: Now
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}): SameFace {
  return async ({ asker, failures, gone, release, ask }) => {
    const leaveSlot = await slots.take(asker, gone).catch(async (error: unknown) => {
      await release()
      throw error
    })
    const begunAt = now()
    const deadlineMs = times.deadlineMs()
    const penaltyMs = tarpitMs(failures)
    const unneeded = new AbortController()
    // Begun here for all, so that the first deadline does not depend on when ZITADEL answered, not even by the rounding of a timer.
    const firstDeadline = wait(deadlineMs + penaltyMs, unneeded.signal)

    const letGo = async (): Promise<void> => {
      unneeded.abort()
      leaveSlot()
      await release()
    }

    /** Resolves when the refusal may leave, and everything that it held is free. */
    const untilItLeaves = async (error: { readonly issuerErrorId: string | undefined }): Promise<void> => {
      const tookMs = now() - begunAt - penaltyMs
      const isChecked = error.issuerErrorId === wrongPassword
      if (isChecked) times.add(tookMs)
      const deadlines = Math.ceil(Math.max(tookMs, isChecked ? 0 : times.drawMs()) / deadlineMs)
      await firstDeadline
      if (deadlines > 1) await wait(begunAt + deadlines * deadlineMs + penaltyMs - now(), unneeded.signal)
      await letGo()
    }

    try {
      const result = await ask()
      await letGo()
      return result
    } catch (error) {
      if (isLoginError(error, 'CREDENTIALS_REJECTED'))
        await Promise.race([untilItLeaves(error), aborted(gone)])
      else await letGo()
      throw error
    }
  }
}

/** Lets the request and its answer go when nobody waits for them; what they held is still held. */
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
