import { type SealedRecords, type SealedRecordsOptions, sealedRecords } from '@postern/store'
import type { Fingerprint } from '../audit/fingerprint.ts'
import {
  parseSessionInner,
  parseSessionOuter,
  type SessionInner,
  type SessionOuter,
  type SessionRecord,
} from './session-record.ts'

export type SessionRecords = SealedRecords<SessionOuter, SessionInner>

/** Everybody who looks at sessions does it by these. */
export const createSessionRecords = (
  deps: Pick<
    SealedRecordsOptions<SessionOuter, SessionInner>,
    'store' | 'deploymentKeys' | 'randomBytes' | 'now'
  >,
): SessionRecords =>
  sealedRecords({ ...deps, kind: 'session', parseOuter: parseSessionOuter, parseInner: parseSessionInner })

/** A session seen without its handle. */
export type OuterSession = Pick<SessionRecord, 'recordId' | 'outer'>

export const everySession = 'all'
export const ofSubject = (subject: string): string => `subject:${subject}`
export const ofZitadelSession = (zitadelSessionId: string): string => `sid:${zitadelSessionId}`

/**
 * Sessions that were over within this minute, had they not been used: a use moves the limit and not the term, and whoever looks in
 * that minute moves the term to the limit that it finds.
 */
export const dueIn = (minute: number): string => `due:${minute}`
export const minuteOf = (instant: number): number => Math.floor(instant / 60_000)

export const sessionIndexes = ({
  subject,
  zitadelSessionId,
  idleExpiresAt,
}: SessionOuter): readonly string[] => [
  everySession,
  ofSubject(subject),
  ofZitadelSession(zitadelSessionId),
  dueIn(minuteOf(idleExpiresAt)),
]

/** How a session is called in the audit trail and towards its user: of no use as a handle. */
export const publicIdOf = (fingerprint: Fingerprint, { recordId }: OuterSession): string =>
  fingerprint('session', recordId)

export const namedFor = (fingerprint: Fingerprint, session: OuterSession) =>
  ({
    session: publicIdOf(fingerprint, session),
    subject: session.outer.subject,
    flow: session.outer.flow,
  }) as const
