import type { EndedBy } from './ended-sessions.ts'
import type { EndedSubjects } from './ended-subjects.ts'
import { ofSubject, type SessionRecords } from './session-records.ts'

/** Ends all sessions of a subject for good, those under way to be stored too; how many were found. */
export type EndAllOf = (subject: string, by: EndedBy) => Promise<number>

const sessionsAtOnce = 50

export function createEndAllOf({
  records,
  endedSubjects,
  end,
}: {
  readonly records: Pick<SessionRecords, 'findOuter' | 'remove'>
  readonly endedSubjects: Pick<EndedSubjects, 'mark'>
  /** Ends one of them: it has removed the session's records when it resolves. */
  readonly end: (zitadelSessionId: string, by: EndedBy) => Promise<unknown>
}): EndAllOf {
  return async (subject, by) => {
    await endedSubjects.mark(subject)
    for (let ended = 0; ; ) {
      const { found, unreadable } = await records.findOuter(ofSubject(subject), { limit: sessionsAtOnce })
      await Promise.all([
        ...found.map(({ outer }) => end(outer.zitadelSessionId, by)),
        // Nobody can use them, and they must not hide the others.
        ...unreadable.map(({ recordId }) => records.remove(recordId)),
      ])
      ended += found.length
      if (found.length + unreadable.length < sessionsAtOnce) return ended
    }
  }
}
