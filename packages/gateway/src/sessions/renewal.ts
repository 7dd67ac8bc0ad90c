import { type FinishedLogin, isLoginError, type LoginEngine, LoginError } from '@postern/login'
import type { SealedRecords } from '@postern/store'
import { GatewayError } from '../errors.ts'
import type { SessionInner, SessionOuter, SessionRecord } from './session-record.ts'
import { living } from './living-session.ts'

const renewBeforeMs = 60_000
/** A token that would end on its way is not sent any more. */
const leastLeftMs = 2_000
const pauseAfterFailureMs = 5_000
const mostWrites = 4

/** Whether it is time for another token set: a minute or a tenth of its life is left, and half of it is over. */
export function isRenewalDue({ tokens, tokensAt }: SessionInner, now: number): boolean {
  const life = tokens.accessTokenExpiresAt - tokensAt
  return tokens.accessTokenExpiresAt - now <= Math.min(life / 2, Math.max(renewBeforeMs, life / 10))
}

/** Refusals of the engine that end a session; everything else may be better the next time. */
export const isRefusal = (error: unknown): boolean =>
  isLoginError(error, 'SESSION_ENDED', 'LOGIN_INSUFFICIENT', 'ACCESS_REFUSED')

export interface RenewalDeps {
  readonly engine: Pick<LoginEngine, 'renew'>
  readonly records: Pick<SealedRecords<SessionOuter, SessionInner>, 'open' | 'replace'>
  readonly now: () => number
  readonly onRenewed: (record: SessionRecord) => void
  readonly onFailed: (record: SessionRecord, error: unknown) => void
  /** ZITADEL or its policy does not let it go on: ends the session. */
  readonly onRefused: (record: SessionRecord, error: unknown) => Promise<void>
}

/** The record to serve with, or nothing if the session has ended. Rejects with what the engine threw, if no living token is left. */
export type Renewal = (record: SessionRecord, secret: Uint8Array) => Promise<SessionRecord | undefined>

/**
 * Renews the tokens of sessions: make before break. One renewal per session at a time in this process; another process is noticed by
 * the record's version, and whichever wrote first is used by all.
 *
 * While the old token lives, it serves and nobody waits. A failure that is no refusal is tried again after a pause.
 */
export function createRenewal({
  engine,
  records,
  now,
  onRenewed,
  onFailed,
  onRefused,
}: RenewalDeps): Renewal {
  const flights = new Map<string, Promise<SessionRecord | undefined>>()
  const pauses = new Map<string, number>()

  const mint: Renewal = async (record, secret) => {
    try {
      const login = await engine.renew(living(record))
      if (!isSameSession(login, record))
        throw new LoginError('SESSION_ENDED', 'the renewal gave tokens of another session')
      return await keep(record, secret, login)
    } catch (error) {
      if (isRefusal(error)) {
        await onRefused(record, error)
        return undefined
      }
      if (!isLoginError(error, 'RENEWAL_COLLISION')) throw error
      // Another process is at it: what it wrote is ours too.
      const current = await records.open(secret)
      if (current !== undefined && current.inner.tokensAt <= record.inner.tokensAt) throw error
      return current
    }
  }

  /** Writes what was minted. A record that is gone stays gone: its ZITADEL session, and with it every token, is being ended. */
  const keep = async (opened: SessionRecord, secret: Uint8Array, login: FinishedLogin) => {
    let record = opened
    for (let writes = 0; writes < mostWrites; writes += 1) {
      const written = await records.replace(record, {
        outer: { ...record.outer, authTime: login.authTime, judgedAt: now() },
        inner: { ...record.inner, ...renewed(login), tokensAt: now() },
      })
      if (written !== undefined) {
        onRenewed(written)
        return written
      }
      const current = await records.open(secret)
      if (current === undefined || current.inner.tokensAt > opened.inner.tokensAt) return current
      record = current
    }
    throw new GatewayError('INTERNAL', 'the session is written to all the time')
  }

  const start: Renewal = (record, secret) => {
    const { recordId } = record
    const flight = mint(record, secret)
      .catch((error: unknown) => {
        for (const [id, until] of pauses) if (until <= now()) pauses.delete(id)
        pauses.set(recordId, now() + pauseAfterFailureMs)
        onFailed(record, error)
        throw error
      })
      .finally(() => flights.delete(recordId))
    flights.set(recordId, flight)
    return flight
  }

  return async (record, secret) => {
    if (!isRenewalDue(record.inner, now())) return record
    const isPausing = (pauses.get(record.recordId) ?? 0) > now()
    const mayServe = record.inner.tokens.accessTokenExpiresAt - now() > leastLeftMs
    if (mayServe && isPausing) return record
    const flight = flights.get(record.recordId) ?? start(record, secret)
    if (!mayServe) return flight
    // Whoever is not waiting must not fail by it; it was reported where it happened.
    flight.catch(() => undefined)
    return record
  }
}

const isSameSession = (login: FinishedLogin, { outer }: SessionRecord): boolean =>
  login.subject === outer.subject && login.zitadelSessionId === outer.zitadelSessionId

const renewed = ({ tokens, authTime, claims, roles, methods }: FinishedLogin) => ({
  tokens,
  authTime,
  claims,
  roles,
  methods,
})
