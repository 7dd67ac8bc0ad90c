import type { Now } from '@postern/protocol'
import { dueAt } from './attempt.ts'
import { type Attempts, bucketOf, type DueAttempt, dueAtOnce, undoWithinMs } from './attempts.ts'
import type { LoginDriver } from './driver.ts'
import type { LoginEngine } from './engine.ts'
import { asLoginError, isLoginError } from './errors.ts'
import type { LoginEvents } from './events.ts'
import { undoResidue } from './undo-residue.ts'

export interface RecoveryDeps {
  readonly attempts: Attempts
  readonly driver: Pick<LoginDriver, 'findSessions' | 'refuse'>
  readonly now: Now
  readonly events: LoginEvents
  readonly attemptLifetimeMs: number
  /** How long one attempt is this process's to undo before another takes over. */
  readonly holdMs: number
}

/** Clocks of processes differ, and a write may be under way when its stretch is over: so many stretches are looked at again. */
const overlap = 2

/**
 * Undoes what attempts made that nobody will finish, wherever they were begun: those that expired, that a request left in the
 * middle, or that ended before all was undone.
 *
 * Looks from where this process last was, at first over all that the store can still hold. Each attempt is ended before anything of
 * it is undone, by its version: of many processes one has it, and no request goes on with it. Sessions are searched for too, since
 * the record may be older than the last thing that was made.
 */
export function createRecovery(deps: RecoveryDeps): LoginEngine['recover'] {
  const { attempts, now } = deps
  let from: number | undefined

  return async (end) => {
    const until = bucketOf(now())
    from ??= bucketOf(now() - undoWithinMs - deps.attemptLifetimeMs - deps.holdMs)
    let next = until - overlap
    const due: DueAttempt[] = []
    for (let bucket = from; bucket <= until; bucket += 1) {
      const found = await attempts.findDue(bucket)
      if (found.length >= dueAtOnce) next = Math.min(next, bucket)
      due.push(...found.filter(({ outer }) => (dueAt(outer) ?? Number.POSITIVE_INFINITY) <= now()))
    }
    const report = await undoEach(due, end, deps)
    if (!report.isCutShort) from = Math.max(from, next)
    return { undone: report.undone, left: report.left }
  }
}

async function undoEach(
  due: readonly DueAttempt[],
  end: (zitadelSessionId: string) => Promise<void>,
  { attempts, driver, now, events, holdMs }: RecoveryDeps,
) {
  const report = { undone: 0, left: 0, isCutShort: false }
  for (const found of due) {
    if (report.isCutShort) {
      report.left += 1
      continue
    }
    const ended = await attempts.end(found, now() + holdMs)
    if (ended === undefined) continue
    const { attempt, residue } = ended.outer
    try {
      await undoResidue(residue, { search: true }, { driver, end })
      await attempts.remove(ended)
      report.undone += 1
      events({ name: 'login.undone', attempt })
    } catch (error) {
      report.left += 1
      // No use to ask for the others: they would wait for nothing, one after another.
      report.isCutShort = isOutage(error)
      // Given back, to be tried at the next call by whoever comes first.
      await attempts.end(ended, now())
      const { code, message: detail } = asLoginError(error)
      events({ name: 'login.undo_failed', attempt, code, detail })
    }
  }
  return report
}

const isOutage = (error: unknown): boolean =>
  isLoginError(error, 'ISSUER_UNREACHABLE', 'ISSUER_TIMEOUT', 'ISSUER_BUSY')
