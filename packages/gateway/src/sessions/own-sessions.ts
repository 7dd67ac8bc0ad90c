import type { Audit } from '../audit/audit.ts'
import type { Fingerprint } from '../audit/fingerprint.ts'
import { GatewayError } from '../errors.ts'
import type { EndAllOf } from './end-all-of.ts'
import type { Outbox } from './outbox.ts'
import { limitReached } from './session-limits.ts'
import type { SessionRecord } from './session-record.ts'
import { namedFor, ofSubject, type OuterSession, publicIdOf, type SessionRecords } from './session-records.ts'
import type { Sessions } from './sessions.ts'

/** One of a user's sessions, as the user may see it. Times in milliseconds since the epoch. */
export interface OwnSession {
  /** Names it towards `end`; nothing else can be done with it. */
  readonly id: string
  /** Whether it is the one that asks. */
  readonly current: boolean
  readonly device: string | null
  readonly address: string | null
  readonly createdAt: number
  readonly lastUsedAt: number
}

/** What a user may do with the own sessions (FIX-6). Everything rejects with `SESSION_REQUIRED` for whoever is not logged in. */
export interface OwnSessions {
  /** The living ones, the one used last first. */
  list(secret: Uint8Array | undefined): Promise<readonly OwnSession[]>
  /** Ends one. Rejects with `NOT_FOUND` for what is not one of the user's own, whatever else it may be. */
  end(secret: Uint8Array | undefined, id: string): Promise<{ readonly current: boolean }>
  /** Ends all, the one that asks too. */
  endAll(secret: Uint8Array | undefined): Promise<void>
}

export interface OwnSessionsDeps {
  readonly sessions: Pick<Sessions, 'look'>
  readonly records: Pick<SessionRecords, 'findOuter'>
  readonly outbox: Pick<Outbox, 'end'>
  readonly endAllOf: EndAllOf
  readonly now: () => number
  readonly audit: Pick<Audit, 'write'>
  readonly fingerprint: Fingerprint
}

export function createOwnSessions(deps: OwnSessionsDeps): OwnSessions {
  const { sessions, records, outbox, endAllOf, now, audit, fingerprint } = deps

  const current = async (secret: Uint8Array | undefined): Promise<SessionRecord> => {
    const record = await sessions.look(secret)
    if (record === undefined) throw new GatewayError('SESSION_REQUIRED')
    return record
  }

  const ownOf = async ({ outer }: OuterSession): Promise<readonly OuterSession[]> => {
    const { found } = await records.findOuter(ofSubject(outer.subject))
    return found.filter((record) => limitReached(record.outer, now()) === undefined)
  }

  return {
    async list(secret) {
      const asking = await current(secret)
      const own = await ownOf(asking)
      return own
        .map((record) => {
          const { device, address, createdAt, lastUsedAt } = record.outer
          const id = publicIdOf(fingerprint, record)
          const isCurrent = record.recordId === asking.recordId
          return { id, current: isCurrent, device, address, createdAt, lastUsedAt }
        })
        .sort((one, other) => other.lastUsedAt - one.lastUsedAt)
    },

    async end(secret, id) {
      const asking = await current(secret)
      const own = await ownOf(asking)
      const chosen = own.find((record) => publicIdOf(fingerprint, record) === id)
      if (chosen === undefined) throw new GatewayError('NOT_FOUND', 'no session of this user')
      const isCurrent = chosen.recordId === asking.recordId
      if (!isCurrent)
        audit.write({
          event: 'session.end_asked',
          ...namedFor(fingerprint, asking),
          of: 'other_session',
          sessions: 1,
        })
      await outbox.end(chosen.outer.zitadelSessionId, isCurrent ? 'user' : 'other_session')
      return { current: isCurrent }
    },

    async endAll(secret) {
      const asking = await current(secret)
      const sessionsEnded = await endAllOf(asking.outer.subject, 'everywhere')
      audit.write({
        event: 'session.end_asked',
        ...namedFor(fingerprint, asking),
        of: 'everywhere',
        sessions: sessionsEnded,
      })
    },
  }
}
