import type { Now } from '@postern/protocol'
import { type Attempt, isHeld } from './attempt.ts'
import type { Attempts, OpenAttempt } from './attempts.ts'
import type { LoginDriver } from './driver.ts'
import { isLoginError, LoginError } from './errors.ts'
import type { LoginEvents } from './events.ts'
import type { Work } from './step.ts'

export interface UndoDeps {
  readonly attempts: Attempts
  readonly driver: LoginDriver
  readonly now: Now
  readonly events: LoginEvents
  /** An attempt's state as it was before the first proof. */
  readonly atStart: (attempt: Attempt) => Partial<Attempt>
}

/** What was in the hands of a request when it failed. */
export type LeftOver = Pick<Work, 'driver' | 'tokens'>

/** The ways in which a request lets go of an attempt without finishing it. None of them throws for what ZITADEL answers. */
export interface Undo {
  /** Nothing was tried: the proof does not count. */
  giveBack(open: OpenAttempt): Promise<void>
  /** The proof was wrong: the attempt is as before, and waits. */
  letGo(open: OpenAttempt): Promise<void>
  /** What was made so far is undone; the attempt waits for its first proof. */
  startAgain(open: OpenAttempt, left: LeftOver): Promise<void>
  /** The attempt ends, and with it everything that it made. */
  giveUp(open: OpenAttempt, left: LeftOver): Promise<void>
  /** Rejects with `ATTEMPT_CONFLICT` while another request works on it; ends one that was left in the middle (`ATTEMPT_GONE`). */
  refuseHeld(open: OpenAttempt): Promise<void>
}

export function createUndo({ attempts, driver, now, events, atStart }: UndoDeps): Undo {
  const write = async (open: OpenAttempt, changes: Partial<Attempt>): Promise<void> => {
    try {
      await attempts.replace(open, { progress: 'waiting', doing: null, heldUntil: null, ...changes })
    } catch (error) {
      // Somebody cancelled it meanwhile, or it has expired: nothing to give back.
      if (!isLoginError(error, 'ATTEMPT_CONFLICT')) throw error
    }
  }

  const undoAll = async ({ attempt }: OpenAttempt, { driver: newest, tokens }: LeftOver): Promise<void> => {
    const discarded = tokens === undefined ? Promise.resolve() : driver.discard(tokens)
    const [undone] = await Promise.allSettled([driver.undo(newest ?? attempt.driver), discarded])
    if (undone.status === 'fulfilled') {
      events({ name: 'login.undone', attempt: attempt.attempt })
      return
    }
    const { code, message: detail } = isLoginError(undone.reason)
      ? undone.reason
      : new LoginError('INTERNAL', 'while undoing')
    events({ name: 'login.undo_failed', attempt: attempt.attempt, code, detail })
  }

  const giveUp = async (open: OpenAttempt, left: LeftOver): Promise<void> => {
    // First the attempt: whatever happens to the rest, nobody can go on with it.
    try {
      await attempts.remove(open)
    } finally {
      await undoAll(open, left)
    }
  }

  return {
    giveBack: (open) => write(open, { proofs: open.attempt.proofs - 1 }),
    letGo: (open) => write(open, {}),
    async startAgain(open, left) {
      await undoAll(open, left)
      await write(open, atStart(open.attempt))
    },
    giveUp,
    async refuseHeld(open) {
      if (!isHeld(open.attempt)) return
      if ((open.attempt.heldUntil ?? 0) > now()) throw new LoginError('ATTEMPT_CONFLICT')
      await giveUp(open, {})
      throw new LoginError('ATTEMPT_GONE', `left in the middle of ${open.attempt.doing}`)
    },
  }
}
