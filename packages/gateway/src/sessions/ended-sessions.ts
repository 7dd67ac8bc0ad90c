import { type FoundNotes, type SealedNote, type SealedNotesOptions, sealedNotes } from '@postern/store'
import * as v from 'valibot'
import { type AuditEvent, endedBy } from '../audit/events.ts'

/** By what a session was ended. */
export type EndedBy = Extract<AuditEvent, { readonly event: 'session.ended' }>['by']

/** What has become, or is to become, of a ZITADEL session that must not live. Times in milliseconds since the epoch. */
export interface EndedSession {
  readonly zitadelSessionId: string
  readonly by: EndedBy
  readonly askedAt: number
  /** False while ZITADEL has still to be told. */
  readonly isConfirmed: boolean
  /** How often ZITADEL was told in vain. */
  readonly tries: number
  /** Nobody tells ZITADEL before: somebody is at it, or it failed a short while ago. */
  readonly notBefore: number
}

export type EndedNote = SealedNote<EndedSession>

/**
 * The ZITADEL sessions that were ended, one note for each, however often that is asked for. A note is both: what ZITADEL has still to
 * be told (the outbox's entry, which does not expire), and the mark by which nothing brings the session back (its tombstone). So
 * both are durable in one act.
 */
export interface EndedSessions {
  /** Whether this ZITADEL session was ended by us or reported as ended. Whoever has stored something for it asks afterwards. */
  isEnded(zitadelSessionId: string): Promise<boolean>
  load(zitadelSessionId: string): Promise<EndedNote | undefined>
  /** Nothing, if there is a note of that session. */
  create(ended: EndedSession): Promise<EndedNote | undefined>
  /** Those of which ZITADEL has still to be told, the one written longest ago first. */
  pending(limit: number): Promise<FoundNotes<EndedSession>>
  /** Nobody else tells ZITADEL before. Nothing, if somebody else wrote first. */
  hold(note: EndedNote, changes: Pick<EndedSession, 'notBefore' | 'tries'>): Promise<EndedNote | undefined>
  /** ZITADEL knows: only the mark is left. */
  confirm(note: EndedNote): Promise<void>
}

const parse = v.object({
  zitadelSessionId: v.string(),
  by: v.picklist(endedBy),
  askedAt: v.pipe(v.number(), v.safeInteger()),
  isConfirmed: v.boolean(),
  tries: v.pipe(v.number(), v.safeInteger()),
  notBefore: v.pipe(v.number(), v.safeInteger()),
})

const stillPending = 'pending'

export function createEndedSessions(
  deps: Pick<SealedNotesOptions<EndedSession>, 'store' | 'deploymentKeys' | 'randomBytes'> & {
    readonly now: () => number
    /** How long a mark stays: as long as a record of the session could still lie in the store. */
    readonly keptMs: number
  },
): EndedSessions {
  const { now, keptMs } = deps
  const notes = sealedNotes<EndedSession>({ ...deps, kind: 'ended', parse: (value) => v.parse(parse, value) })

  const lasting = (ended: EndedSession) => ({
    content: ended,
    expiresAt: ended.isConfirmed ? now() + keptMs : null,
    indexes: ended.isConfirmed ? [] : [stillPending],
  })

  return {
    isEnded: async (zitadelSessionId) => (await notes.load(zitadelSessionId)) !== undefined,
    load: (zitadelSessionId) => notes.load(zitadelSessionId),
    create: (ended) => notes.create({ name: ended.zitadelSessionId, ...lasting(ended) }),
    pending: (limit) => notes.find(stillPending, { limit }),
    hold: (note, changes) => notes.replace(note, { content: { ...note.content, ...changes } }),
    async confirm(note) {
      await notes.replace(note, lasting({ ...note.content, isConfirmed: true }))
    },
  }
}
