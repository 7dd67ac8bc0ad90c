import { type SealedNotesOptions, sealedNotes } from '@postern/store'
import * as v from 'valibot'

/**
 * When all sessions of a subject were ended. A login of it that had begun by then and is stored afterwards was in nobody's list: it is
 * as much ended as the others (LOGOUT-IS-FINAL).
 */
export interface EndedSubjects {
  /** Before the sessions are looked for. */
  mark(subject: string): Promise<void>
  /** Whoever has stored a login asks afterwards. `beganAt` in milliseconds since the epoch. */
  isEndedSince(subject: string, beganAt: number): Promise<boolean>
}

/** Twice as long as a login may take at most. */
const keptMs = 2 * 3600 * 1000

const parse = v.pipe(v.number(), v.safeInteger())

export function createEndedSubjects(
  deps: Pick<SealedNotesOptions<number>, 'store' | 'deploymentKeys' | 'randomBytes'> & {
    readonly now: () => number
  },
): EndedSubjects {
  const { now } = deps
  const notes = sealedNotes<number>({
    ...deps,
    kind: 'ended-subject',
    parse: (value) => v.parse(parse, value),
  })

  return {
    async mark(subject) {
      // Whoever was faster may have looked at the clock before us.
      for (let isWritten = false; !isWritten; ) {
        const mark = { content: now(), expiresAt: now() + keptMs }
        const known = await notes.load(subject)
        const written =
          known === undefined
            ? await notes.create({ name: subject, ...mark })
            : await notes.replace(known, mark)
        isWritten = written !== undefined
      }
    },

    async isEndedSince(subject, beganAt) {
      const mark = await notes.load(subject)
      return mark !== undefined && beganAt < mark.content
    },
  }
}
