import { setImmediate as breath } from 'node:timers/promises'
import type { Endings } from './endings.ts'
import { limitReached } from './session-limits.ts'
import { dueIn, minuteOf, type OuterSession, sessionIndexes, type SessionRecords } from './session-records.ts'

/**
 * Ends the sessions whose idle or absolute limit is over, at ZITADEL too, where access tokens outlive everything (contract 6.8).
 *
 * Each call looks at the minutes that have passed since the last one; the first looks at all whose sessions could still lie in the
 * store. Several processes may be at it: whatever they find together ends once.
 */
export type Reaper = (stopping: AbortSignal) => Promise<void>

export interface ReaperDeps {
  readonly records: Pick<SessionRecords, 'findOuter' | 'replaceOuter' | 'remove'>
  readonly endings: Pick<Endings, 'add'>
  readonly now: () => number
  /** How long after its end a record may still lie in the store. */
  readonly retentionMs: number
}

const recordsAtOnce = 500
const minutesPerBreath = 200

export function createReaper({ records, endings, now, retentionMs }: ReaperDeps): Reaper {
  let next = minuteOf(now() - retentionMs)

  const reap = async ({ outer }: OuterSession): Promise<boolean> => {
    const reached = limitReached(outer, now())
    if (reached !== undefined) await endings.add(outer.zitadelSessionId, reached)
    return reached !== undefined
  }

  return async (stopping) => {
    while (next < minuteOf(now()) && !stopping.aborted) {
      const { found, unreadable } = await records.findOuter(dueIn(next), { limit: recordsAtOnce })
      for (const record of found) {
        // It was used since: it moves to where it will be looked for in time.
        if (!(await reap(record)))
          await records.replaceOuter(record, { indexes: sessionIndexes(record.outer) })
      }
      // Nobody can use them, and they must not hide the others.
      for (const { recordId } of unreadable) await records.remove(recordId)
      if (found.length + unreadable.length >= recordsAtOnce) continue
      next += 1
      // A store in this process would let no request through meanwhile.
      if (next % minutesPerBreath === 0) await breath()
    }
  }
}
