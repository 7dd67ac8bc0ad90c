import { GatewayError } from '../errors.ts'
import type { EndedBy, EndedNote, EndedSession, EndedSessions } from './ended-sessions.ts'
import type { RemoveRecords } from './remove-records.ts'

/**
 * Ends sessions for good (LOGOUT-IS-FINAL): that a ZITADEL session is to end is durable first, then its records go. What the store
 * cannot write rejects with the store's own error, and nothing was lost: either nothing was removed, or the rest goes with the
 * next round of the outbox.
 */
export interface Endings {
  /** ZITADEL is told by the outbox of whichever process comes first. */
  add(zitadelSessionId: string, by: EndedBy): Promise<void>
  /** The same, and until `claimedUntil` only whoever called tells ZITADEL: if `isOurs`. */
  claim(zitadelSessionId: string, by: EndedBy, claimedUntil: number): Promise<Claim>
  /** ZITADEL itself has said that the session is over: it is not told. */
  settle(zitadelSessionId: string, by: EndedBy): Promise<void>
}

export interface Claim {
  readonly note: EndedNote
  /** False when the end of this session was asked for before: then others are at it, or have done it. */
  readonly isOurs: boolean
}

export function createEndings({
  ended,
  removeRecords,
  now,
}: {
  readonly ended: Pick<EndedSessions, 'create' | 'load' | 'confirm'>
  readonly removeRecords: RemoveRecords
  readonly now: () => number
}): Endings {
  const enter = async (
    zitadelSessionId: string,
    by: EndedBy,
    state: Pick<EndedSession, 'isConfirmed' | 'notBefore'>,
  ): Promise<Claim> => {
    const note = await ended.create({ zitadelSessionId, by, askedAt: now(), tries: 0, ...state })
    if (note !== undefined) return { note, isOurs: true }
    const known = await ended.load(zitadelSessionId)
    if (known !== undefined) return { note: known, isOurs: false }
    // The mark of an end of long ago ran out between the two looks.
    throw new GatewayError('INTERNAL', 'the note of an ended session comes and goes')
  }

  const claim: Endings['claim'] = async (zitadelSessionId, by, claimedUntil) => {
    const claimed = await enter(zitadelSessionId, by, { isConfirmed: false, notBefore: claimedUntil })
    await removeRecords(zitadelSessionId, by)
    return claimed
  }

  return {
    claim,
    async add(zitadelSessionId, by) {
      await claim(zitadelSessionId, by, now())
    },
    async settle(zitadelSessionId, by) {
      const { note } = await enter(zitadelSessionId, by, { isConfirmed: true, notBefore: now() })
      await removeRecords(zitadelSessionId, by)
      if (!note.content.isConfirmed) await ended.confirm(note)
    },
  }
}
