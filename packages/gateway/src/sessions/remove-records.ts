import type { Audit } from '../audit/audit.ts'
import type { Fingerprint } from '../audit/fingerprint.ts'
import type { EvictionNotes } from '../evictions/eviction-notes.ts'
import type { EndedBy } from './ended-sessions.ts'
import type { LiveSessions } from './live-sessions.ts'
import { namedFor, ofZitadelSession, type SessionRecords } from './session-records.ts'

/** Removes every record of a ZITADEL session: from then on no process serves it. What this process has open under it is cut off. */
export type RemoveRecords = (zitadelSessionId: string, by: EndedBy) => Promise<void>

export function createRemoveRecords({
  records,
  evictionNotes,
  live,
  audit,
  fingerprint,
}: {
  readonly records: Pick<SessionRecords, 'findOuter' | 'remove'>
  readonly evictionNotes: Pick<EvictionNotes, 'add'>
  readonly live: Pick<LiveSessions, 'end'>
  readonly audit: Pick<Audit, 'write'>
  readonly fingerprint: Fingerprint
}): RemoveRecords {
  return async (zitadelSessionId, by) => {
    const { found, unreadable } = await records.findOuter(ofZitadelSession(zitadelSessionId))
    for (const record of found) {
      // Once it is gone, nobody knows whose it was.
      await evictionNotes.add(record.outer)
      // Several may be at it at the same time; whoever removed it says so.
      const isOurs = await records.remove(record.recordId)
      live.end(record.recordId)
      if (isOurs) audit.write({ event: 'session.ended', ...namedFor(fingerprint, record), by })
    }
    for (const { recordId, error } of unreadable) {
      audit.write({ event: 'session.record_unreadable', code: error.code })
      await records.remove(recordId)
      live.end(recordId)
    }
  }
}
