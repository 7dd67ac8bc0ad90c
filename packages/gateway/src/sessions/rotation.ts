import type { SealedRecords } from '@postern/store'
import type { SessionInner, SessionOuter, SessionRecord } from './session-record.ts'

export interface RotationDeps {
  readonly records: Pick<SealedRecords<SessionOuter, SessionInner>, 'open' | 'rotateHandle' | 'settleHandle'>
  readonly now: () => number
  /** A handle is given a successor when it is so old. */
  readonly rotateMs: number
  /** How long an old handle goes on after its successor was used. */
  readonly graceMs: number
  readonly onRotated: (record: SessionRecord) => void
}

/** Looks after the handle by which a record was just opened; nothing if the session has ended meanwhile. */
export type Rotation = (record: SessionRecord, secret: Uint8Array) => Promise<SessionRecord | undefined>

const mostTries = 8

/**
 * Replaces handles by time. A handle that is old, or wrapped under a deployment key of yesterday, gets a successor; it is given out
 * with every answer, the same one, until a request brings it. That request begins the grace of the old handle.
 *
 * Races are decided by the record's version: whoever comes second reads what the first has done.
 */
export function createRotation({ records, now, rotateMs, graceMs, onRotated }: RotationDeps): Rotation {
  const isOld = ({ handle }: SessionRecord): boolean =>
    !handle.isUnderCurrentKey || now() - handle.since >= rotateMs

  /** What is to be written about the handle now; `null` if nothing is. */
  const next = (record: SessionRecord): Promise<SessionRecord | undefined> | null => {
    if (record.handle.isUnsettled) return records.settleHandle(record, { graceMs })
    if (!record.handle.isOnly || !isOld(record)) return null
    return records.rotateHandle(record).then((rotated) => {
      if (rotated !== undefined) onRotated(rotated)
      return rotated
    })
  }

  return async (opened, secret) => {
    let record: SessionRecord | undefined = opened
    for (let tries = 0; record !== undefined && tries < mostTries; tries += 1) {
      const writing = next(record)
      if (writing === null) return record
      const written = await writing
      if (written !== undefined) return written
      record = await records.open(secret)
    }
    // Written to all the time: there is no hurry, the next request looks again.
    return record
  }
}
