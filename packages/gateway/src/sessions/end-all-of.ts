import type { EndedBy } from './ended-sessions.ts'
import { ofSubject, type SessionRecords } from './session-records.ts'

/** Ends all sessions of a subject for good; how many there were. */
export type EndAllOf = (subject: string, by: EndedBy) => Promise<number>

const sessionsAtOnce = 50

/** `end` is what ends one of them: it has removed the session's records when it resolves. */
export function createEndAllOf(
  records: Pick<SessionRecords, 'findOuter' | 'remove'>,
  end: (zitadelSessionId: string, by: EndedBy) => Promise<unknown>,
): EndAllOf {
  return async (subject, by) => {
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
