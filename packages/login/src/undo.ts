import type { Now } from '@postern/protocol'
import { type Attempt, isHeld, mayHaveLostSession } from './attempt.ts'
import type { Attempts, OpenAttempt } from './attempts.ts'
import type { LoginDriver } from './driver.ts'
import type { AttemptHandle } from './engine.ts'
import { asLoginError, isLoginError, LoginError } from './errors.ts'
import type { LoginEvents } from './events.ts'
import type { Work } from './step.ts'
import { undoResidue } from './undo-residue.ts'

export interface UndoDeps {
  readonly attempts: Attempts
  readonly driver: LoginDriver
  readonly now: Now
  readonly events: LoginEvents
  /** An attempt's state as it was before the first proof. */
  readonly atStart: (attempt: Attempt) => Partial<Attempt>
  /** How long whoever undoes an attempt may take before somebody else takes over. */
  readonly holdMs: number
}

/** What was in the hands of a request when it failed. */
export type LeftOver = Pick<Work, 'driver' | 'tokens'>

/**
 * The ways in which a request lets go of an attempt without finishing it. None of them throws for what ZITADEL answers: what could
 * not be undone is written down, and undone by `recover`.
 */
export interface Undo {
  /** Nothing was tried: the proof does not count. */
  giveBack(open: OpenAttempt): Promise<void>
  /** The proof was wrong: the attempt is as before, and waits. */
  letGo(open: OpenAttempt): Promise<void>
  /** What was made so far is undone; the attempt waits for its first proof. */
  startAgain(open: OpenAttempt, left: LeftOver): Promise<void>
  /** The attempt ends, and with it everything that it made. False if somebody else wrote first; what is known here is undone anyway. */
  giveUp(open: OpenAttempt, left: LeftOver): Promise<boolean>
  /** Opens an attempt that has not expired; one that has ends with what it made (`ATTEMPT_GONE`). */
  openLiving(handle: AttemptHandle): Promise<OpenAttempt>
  /** Rejects with `ATTEMPT_CONFLICT` while another request works on it; ends one that was left in the middle (`ATTEMPT_GONE`). */
  refuseHeld(open: OpenAttempt): Promise<void>
}

export function createUndo({ attempts, driver, now, events, atStart, holdMs }: UndoDeps): Undo {
  /** Nothing if somebody else wrote first: then it is theirs. */
  const write = async (open: OpenAttempt, changes: Partial<Attempt>): Promise<OpenAttempt | undefined> => {
    try {
      return await attempts.replace(open, { progress: 'waiting', heldUntil: null, ...changes })
    } catch (error) {
      if (!isLoginError(error, 'ATTEMPT_CONFLICT')) throw error
      return undefined
    }
  }

  /** With the newest state: what was made since the last write is written down before it is undone. */
  const close = (open: OpenAttempt, left: LeftOver): Promise<OpenAttempt | undefined> =>
    write(open, {
      progress: 'ended',
      heldUntil: now() + holdMs,
      driver: left.driver ?? open.attempt.driver,
    })

  const undoAll = async (
    { attempt }: OpenAttempt,
    { driver: newest, tokens }: LeftOver,
  ): Promise<boolean> => {
    const residue = driver.residue(newest ?? attempt.driver)
    const [undone] = await Promise.allSettled([
      undoResidue(residue, { search: mayHaveLostSession(attempt) }, { driver, end: driver.end }),
      tokens === undefined ? Promise.resolve() : driver.discard(tokens),
    ])
    if (undone.status === 'fulfilled') {
      events({ name: 'login.undone', attempt: attempt.attempt })
      return true
    }
    const { code, message: detail } = asLoginError(undone.reason)
    events({ name: 'login.undo_failed', attempt: attempt.attempt, code, detail })
    return false
  }

  const giveUp = async (open: OpenAttempt, left: LeftOver): Promise<boolean> => {
    // First the attempt: whatever happens to the rest, nobody can go on with it.
    const [closing] = await Promise.allSettled([close(open, left)])
    const isUndone = await undoAll(open, left)
    if (closing.status === 'rejected') throw closing.reason
    const closed = closing.value
    if (closed !== undefined && isUndone && !mayStillAppear(open.attempt))
      await attempts.remove(closed.record)
    return closed !== undefined
  }

  /** ZITADEL may still be making a session that no search finds yet: whoever comes after the hold time looks again. */
  const mayStillAppear = (attempt: Attempt): boolean =>
    mayHaveLostSession(attempt) && (attempt.heldUntil ?? 0) > now()

  return {
    giveBack: async (open) => void (await write(open, { proofs: open.attempt.proofs - 1 })),
    letGo: async (open) => void (await write(open, {})),
    async startAgain(open, left) {
      if (await undoAll(open, left)) await write(open, atStart(open.attempt))
      else await close(open, left)
    },
    giveUp,
    async openLiving(handle) {
      const open = await attempts.open(handle)
      const { attempt } = open
      if (attempt.expiresAt > now()) return open
      // Whoever works on it still notices by himself.
      const isWorkedOn = isHeld(attempt) && (attempt.heldUntil ?? 0) > now()
      if (!isWorkedOn && attempt.progress !== 'finished') await giveUp(open, {})
      throw new LoginError('ATTEMPT_GONE', 'it has expired')
    },
    async refuseHeld(open) {
      if (!isHeld(open.attempt)) return
      if ((open.attempt.heldUntil ?? 0) > now()) throw new LoginError('ATTEMPT_CONFLICT')
      await giveUp(open, {})
      throw new LoginError('ATTEMPT_GONE', `left in the middle, ${open.attempt.progress}`)
    },
  }
}
