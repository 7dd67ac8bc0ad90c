import { type FoundNotes, type SealedNote, type SealedNotesOptions, sealedNotes } from '@postern/store'
import * as v from 'valibot'

/** Whose login has ended, for the guards that have still to hear of it. Times in milliseconds since the epoch. */
export interface Eviction {
  readonly zitadelSessionId: string
  readonly subject: string
  /** The addresses of those guards. */
  readonly waiting: readonly string[]
  readonly tries: number
  /** Nobody tells them before: somebody is at it, or it failed a short while ago. */
  readonly notBefore: number
  /** From then on no guard has an answer from before the end any more; `null` while ZITADEL has still to end the session. */
  readonly until: number | null
}

export type EvictionNote = SealedNote<Eviction>

/** The evictions that are still to be told, one note for each ZITADEL session. Without guards there are none. */
export interface EvictionNotes {
  /** Durable when it resolves. Nothing, if that session has one already. */
  add(session: Pick<Eviction, 'zitadelSessionId' | 'subject'>): Promise<void>
  load(zitadelSessionId: string): Promise<EvictionNote | undefined>
  /** The one written longest ago first. */
  all(limit: number): Promise<FoundNotes<Eviction>>
  /** Nothing, if somebody else wrote first. */
  change(note: EvictionNote, changes: Partial<Eviction>): Promise<EvictionNote | undefined>
  remove(note: EvictionNote): Promise<boolean>
}

const instant = v.pipe(v.number(), v.safeInteger())
const parse = v.object({
  zitadelSessionId: v.string(),
  subject: v.string(),
  waiting: v.array(v.string()),
  tries: instant,
  notBefore: instant,
  until: v.nullable(instant),
})

const every = 'all'
/** For notes that no gateway comes back for: its guards have had every token of then for longer than it lives. */
const keptMs = 86_400_000

export function createEvictionNotes(
  deps: Pick<SealedNotesOptions<Eviction>, 'store' | 'deploymentKeys' | 'randomBytes'> & {
    /** The addresses of all guards. */
    readonly guards: readonly string[]
    readonly now: () => number
  },
): EvictionNotes {
  const { guards, now } = deps
  const notes = sealedNotes<Eviction>({ ...deps, kind: 'eviction', parse: (value) => v.parse(parse, value) })
  return {
    async add({ zitadelSessionId, subject }) {
      if (guards.length === 0) return
      await notes.create({
        name: zitadelSessionId,
        content: { zitadelSessionId, subject, waiting: guards, tries: 0, notBefore: now(), until: null },
        expiresAt: now() + keptMs,
        indexes: [every],
      })
    },
    load: (zitadelSessionId) => notes.load(zitadelSessionId),
    all: (limit) => notes.find(every, { limit }),
    change: (note, changes) => notes.replace(note, { content: { ...note.content, ...changes } }),
    remove: (note) => notes.remove(note),
  }
}
