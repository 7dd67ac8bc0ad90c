import { type FinishedLogin, type LoginEngine, LoginError } from '@postern/login'
import { encodeBase64Url } from '@postern/protocol'
import { type Store, StoreError } from '@postern/store'
import type { Audit } from '../audit/audit.ts'
import { auditedRequirements } from '../audit/audited-requirements.ts'
import type { Fingerprint } from '../audit/fingerprint.ts'
import type { EndedBy, EndedSessions } from './ended-sessions.ts'
import type { EndedSubjects } from './ended-subjects.ts'
import type { Judgement } from './judgement.ts'
import type { Outbox } from './outbox.ts'
import { createLeases } from './lease.ts'
import { createRenewal } from './renewal.ts'
import { createRotation } from './rotation.ts'
import {
  afterUse,
  isJudgementDue,
  keptAfterEndMs,
  limitReached,
  type SessionLimits,
} from './session-limits.ts'
import type { SessionInner, SessionOuter, SessionRecord } from './session-record.ts'
import { namedFor, type SessionRecords, sessionIndexes } from './session-records.ts'

export interface SessionDevice {
  readonly device: string | null
  readonly address: string | null
}

export interface Sessions {
  /**
   * Stores a finished login under a new handle (FIX-1). Rejects with `SESSION_ENDED` if its ZITADEL session was ended meanwhile; what it
   * rejects with undoes the login.
   */
  start(
    login: FinishedLogin,
    device: SessionDevice,
  ): Promise<{ readonly secret: Uint8Array<ArrayBuffer>; readonly record: SessionRecord }>
  /** The living session of a handle, judged where that is due, without counting as a use. Nothing if there is none (any more). */
  look(secret: Uint8Array | undefined): Promise<SessionRecord | undefined>
  /** The same, and looks after the handle: its owner is there to be given another. */
  visit(secret: Uint8Array | undefined): Promise<UsedSession | undefined>
  /** The same for a use: it moves the idle limit and renews the tokens ahead of their end. */
  use(secret: Uint8Array | undefined): Promise<UsedSession | undefined>
  /** Ends it for good (LOGOUT-IS-FINAL): resolves when no process serves it any more, after waiting for ZITADEL three seconds at most. */
  end(secret: Uint8Array | undefined, by: EndedBy): Promise<void>
  /** Resolves when the renewals under way are over. */
  close(): Promise<void>
}

export interface UsedSession {
  readonly record: SessionRecord
  /** A new handle, where it is time for one: the answer has to set the cookie. */
  readonly replacement: Uint8Array<ArrayBuffer> | null
}

export interface SessionsDeps {
  readonly store: Pick<Store, 'put' | 'delete'>
  readonly records: SessionRecords
  readonly engine: Pick<LoginEngine, 'renew' | 'discard'>
  readonly judge: Judgement
  readonly outbox: Pick<Outbox, 'end'>
  readonly ended: Pick<EndedSessions, 'isEnded'>
  readonly endedSubjects: Pick<EndedSubjects, 'isEndedSince'>
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>
  readonly now: () => number
  readonly limits: SessionLimits
  readonly audit: Audit
  readonly fingerprint: Fingerprint
  /** Resolves after so many milliseconds, or when the signal says stop. Never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}

export function createSessions(deps: SessionsDeps): Sessions {
  const { records, engine, judge, outbox, ended, endedSubjects, limits, audit, fingerprint } = deps
  const { now, randomBytes, wait } = deps

  const named = (record: SessionRecord) => namedFor(fingerprint, record)

  const endRecord = async (record: SessionRecord, by: EndedBy): Promise<void> => {
    await outbox.end(record.outer.zitadelSessionId, by)
  }

  const renewal = createRenewal({
    engine,
    records,
    leases: createLeases(deps),
    now,
    wait,
    onRenewed: (record) => audit.write({ event: 'session.renewed', ...named(record) }),
    onFailed: (record, error) =>
      audit.write({ event: 'session.renewal_failed', ...named(record), code: codeOf(error) }),
    onRefused: (record) => endRecord(record, 'renewal'),
  })
  const tendHandle = createRotation({
    records,
    now,
    rotateMs: limits.rotateMs,
    graceMs: limits.rotationGraceMs,
    onRotated: (record) => audit.write({ event: 'session.handle_rotated', ...named(record) }),
  })

  /** What was changed in the store looks like what is not there; only the audit trail can tell. */
  const open = async (secret: Uint8Array | undefined): Promise<SessionRecord | undefined> => {
    if (secret === undefined) return undefined
    try {
      const record = await records.open(secret)
      if (record === undefined) audit.write({ event: 'session.handle_unknown' })
      return record
    } catch (error) {
      if (!(error instanceof StoreError) || error.code.startsWith('STORE_')) throw error
      audit.write({ event: 'session.record_unreadable', code: error.code })
      return undefined
    }
  }

  const look: Sessions['look'] = async (secret) => {
    const record = await open(secret)
    if (record === undefined) return undefined
    const reached = limitReached(record.outer, now())
    if (reached !== undefined) {
      await endRecord(record, reached)
      return undefined
    }
    if (!isJudgementDue(record.outer, now(), limits)) return record
    const missing = await judge(record)
    if (missing.length > 0) {
      audit.write({
        event: 'session.judged_insufficient',
        ...named(record),
        missing: auditedRequirements(missing),
      })
      await endRecord(record, 'policy')
      return undefined
    }
    return open(secret)
  }

  const tended = async (secret: Uint8Array | undefined): Promise<SessionRecord | undefined> => {
    const record = await look(secret)
    return record && secret && tendHandle(record, secret)
  }

  /** Somebody else may have written first, or ended it: then what is there now counts. */
  const touched = async (record: SessionRecord, secret: Uint8Array): Promise<SessionRecord | undefined> =>
    now() - record.outer.lastUsedAt < limits.touchMs
      ? record
      : ((await records.replace(record, { outer: afterUse(record.outer, now(), limits) })) ??
        (await open(secret)))

  /** Its ZITADEL session was ended, or all sessions of its user since it began. */
  const isOver = async ({ zitadelSessionId, subject, steps }: FinishedLogin): Promise<boolean> => {
    const beganAt = Math.min(now(), ...steps.map(({ startedAt }) => startedAt))
    return (await ended.isEnded(zitadelSessionId)) || endedSubjects.isEndedSince(subject, beganAt)
  }

  return {
    async start(login, { device, address }) {
      const createdAt = now()
      const outer: SessionOuter = {
        zitadelSessionId: login.zitadelSessionId,
        subject: login.subject,
        organizationId: login.organizationId,
        authTime: login.authTime,
        flow: login.flow,
        device,
        address,
        createdAt,
        lastUsedAt: createdAt,
        idleExpiresAt: createdAt + Math.min(limits.idleMs, limits.absoluteMs),
        absoluteExpiresAt: createdAt + limits.absoluteMs,
        judgedAt: createdAt,
      }
      const { tokens, authTime, claims, roles, methods } = login
      const steps = login.steps.map((step) =>
        step.step === 'store_tokens' ? { ...step, endedAt: createdAt } : step,
      )
      const inner: SessionInner = {
        tokens,
        tokensAt: createdAt,
        fence: 0,
        lease: encodeBase64Url(randomBytes(16)),
        authTime,
        claims,
        roles,
        methods,
        steps,
      }
      const { secret, record } = await records.create({
        outer,
        inner,
        expiresAt: outer.absoluteExpiresAt + keptAfterEndMs,
        indexes: sessionIndexes(outer),
      })
      // Asked after writing: an end that came before is seen here, one that comes now finds the record (LOGOUT-IS-FINAL).
      if (await isOver(login)) {
        await records.remove(record.recordId)
        throw new LoginError(
          'SESSION_ENDED',
          'the ZITADEL session was ended while its login was being stored',
        )
      }
      audit.write({ event: 'session.started', ...named(record), methods: [...methods], device })
      return { secret, record }
    },

    look,

    async visit(secret) {
      return usedOf(await tended(secret))
    },

    async use(secret) {
      const found = await tended(secret)
      if (found === undefined || secret === undefined) return undefined
      const renewed = await renewal.renewed(found, secret)
      return renewed && usedOf(await touched(renewed, secret))
    },

    async end(secret, by) {
      const record = await open(secret)
      if (record !== undefined) await endRecord(record, by)
    },

    close: () => renewal.close(),
  }
}

const usedOf = (record: SessionRecord | undefined): UsedSession | undefined =>
  record && { record, replacement: record.handle.successor }

const codeOf = (error: unknown): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown'
