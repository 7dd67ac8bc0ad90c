import { createHash } from 'node:crypto'
import { type FinishedLogin, isLoginError, type LoginEngine, LoginError } from '@postern/login'
import type { SealedRecords } from '@postern/store'
import { GatewayError } from '../errors.ts'
import { type Lease, leaseLifeMs, type Leases } from './lease.ts'
import { living } from './living-session.ts'
import type { SessionInner, SessionOuter, SessionRecord } from './session-record.ts'
import { singleFlight } from './single-flight.ts'

const renewBeforeMs = 60_000
/** A token that would end on its way is not sent any more. */
const leastLeftMs = 2_000
/** While the old token serves, a failure is no hurry. */
const pauseAfterFailureMs = 5_000
/** When no token is left, callers wait for so many mints at most. */
const mostMints = 3
const mostWrites = 50
/** Between two looks at what another process does. */
const pausesMs = [10, 20, 40, 80, 160, 250] as const
/** How long somebody waits for another process: as long as one may be dead, and the next one slow. */
const patienceMs = 4 * leaseLifeMs

/** Whether it is time for another token set: a minute or a tenth of its life is left, and half of it is over. */
export function isRenewalDue({ tokens, tokensAt }: SessionInner, now: number): boolean {
  const life = tokens.accessTokenExpiresAt - tokensAt
  return tokens.accessTokenExpiresAt - now <= Math.min(life / 2, Math.max(renewBeforeMs, life / 10))
}

/** Refusals of the engine that end a session; everything else may be better the next time. */
const isRefusal = (error: unknown): boolean =>
  isLoginError(error, 'SESSION_ENDED', 'LOGIN_INSUFFICIENT', 'ACCESS_REFUSED', 'TOKEN_REJECTED')

export interface RenewalDeps {
  readonly engine: Pick<LoginEngine, 'renew' | 'discard'>
  readonly records: Pick<SealedRecords<SessionOuter, SessionInner>, 'open' | 'replace'>
  readonly leases: Leases
  readonly now: () => number
  /** Resolves after so many milliseconds, or when the signal says stop. Never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly onRenewed: (record: SessionRecord) => void
  readonly onFailed: (record: SessionRecord, error: unknown) => void
  /** ZITADEL or its policy does not let it go on: ends the session. */
  readonly onRefused: (record: SessionRecord, error: unknown) => Promise<void>
}

export interface Renewal {
  /**
   * The record to serve with, or nothing if the session has ended. Rejects with `SESSION_UNRENEWED` if no living token is left and none
   * could be had: the session goes on when one can.
   */
  renewed(record: SessionRecord, secret: Uint8Array): Promise<SessionRecord | undefined>
  /** Resolves when the renewals under way are over; none waits for anything any more. */
  close(): Promise<void>
}

/** What a turn at the lease came to: a record, the session's end, or nothing yet. */
type Turn =
  | { readonly kind: 'renewed'; readonly record: SessionRecord }
  | { readonly kind: 'ended' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly error: unknown }

/**
 * Renews the tokens of sessions: make before break. In all processes on one store, one mint per session at a time, by a lease; those
 * who wait get what it wrote (SAME-SUCCESSOR). While the old token lives, it serves and nobody waits (NO-CALL-LOST).
 *
 * A mint whose lease is not its own any more, or which is older than what was written meanwhile, writes nothing and ends its tokens
 * (IN-DOUBT). A lost answer is another mint (LOST-ANSWER).
 */
export function createRenewal(deps: RenewalDeps): Renewal {
  const { engine, records, leases, now, wait, onRenewed, onFailed, onRefused } = deps
  const once = singleFlight<SessionRecord | undefined>()
  const pauses = new Map<string, number>()
  const underWay = new Set<Promise<unknown>>()
  const closing = new AbortController()

  const mayServe = ({ inner }: SessionRecord): boolean =>
    inner.tokens.accessTokenExpiresAt - now() > leastLeftMs

  const takeTurn = async (known: SessionRecord, secret: Uint8Array): Promise<Turn> => {
    const lease = await leases.take(known.inner.lease)
    if (lease === undefined) return { kind: 'busy' }
    try {
      // Whoever had the lease before may have written since.
      return (await successorOf(known, secret)) ?? (await mint(known, secret, lease))
    } finally {
      await lease.release()
    }
  }

  const successorOf = async (known: SessionRecord, secret: Uint8Array): Promise<Turn | undefined> => {
    const record = await records.open(secret)
    if (record === undefined) return { kind: 'ended' }
    return record.inner.fence > known.inner.fence ? { kind: 'renewed', record } : undefined
  }

  const mint = async (known: SessionRecord, secret: Uint8Array, lease: Lease): Promise<Turn> => {
    const judgedAt = now()
    let login: FinishedLogin
    try {
      login = await engine.renew(living(known))
    } catch (error) {
      if (!isRefusal(error)) return { kind: 'failed', error }
      await onRefused(known, error)
      return { kind: 'ended' }
    }
    try {
      if (isSameSession(login, known)) return await keep(secret, lease, { login, judgedAt })
    } catch (error) {
      await engine.discard(login.tokens)
      return { kind: 'failed', error }
    }
    await engine.discard(login.tokens)
    await onRefused(known, new LoginError('TOKEN_REJECTED', 'the renewal gave tokens of another session'))
    return { kind: 'ended' }
  }

  /** Writes what was minted. A record that is gone stays gone: its ZITADEL session, and with it every token, is being ended. */
  const keep = async (
    secret: Uint8Array,
    lease: Lease,
    { login, judgedAt }: { readonly login: FinishedLogin; readonly judgedAt: number },
  ): Promise<Turn> => {
    const { fence } = lease
    for (let writes = 0; writes < mostWrites && (await lease.keep()); writes += 1) {
      const record = await records.open(secret)
      if (record === undefined) return { kind: 'ended' }
      if (record.inner.fence >= fence) break
      const written = await records.replace(record, {
        outer: { ...record.outer, judgedAt },
        inner: { ...record.inner, ...contentOf(login), fence, tokensAt: now() },
      })
      if (written === undefined) continue
      onRenewed(written)
      return { kind: 'renewed', record: written }
    }
    await engine.discard(login.tokens)
    return { kind: 'busy' }
  }

  const untilRenewed = async (
    known: SessionRecord,
    secret: Uint8Array,
  ): Promise<SessionRecord | undefined> => {
    const begunAt = now()
    for (let turns = 0, mints = 0; ; turns += 1) {
      const turn = await takeTurn(known, secret)
      if (turn.kind === 'renewed') return turn.record
      if (turn.kind === 'ended') return undefined
      const error = turn.kind === 'failed' ? turn.error : undefined
      if (error !== undefined) mints += 1
      // Another mint has ended the session token of ours (COMMAND-sGr42): what it wrote is read, then ours is tried again.
      const isHopeless = error !== undefined && mayServe(known) && !isLoginError(error, 'RENEWAL_COLLISION')
      if (isHopeless || mints === mostMints || now() - begunAt >= patienceMs || closing.signal.aborted)
        throw error ?? new GatewayError('SESSION_UNRENEWED', 'another process is at it')
      await wait(pausesMs[Math.min(turns, pausesMs.length - 1)] ?? 0, closing.signal)
      const found = await successorOf(known, secret)
      if (found?.kind === 'renewed') return found.record
      if (found?.kind === 'ended') return undefined
    }
  }

  const renew = async (known: SessionRecord, secret: Uint8Array): Promise<SessionRecord | undefined> => {
    try {
      return await untilRenewed(known, secret)
    } catch (error) {
      for (const [id, until] of pauses) if (until <= now()) pauses.delete(id)
      pauses.set(known.recordId, now() + pauseAfterFailureMs)
      onFailed(known, error)
      throw error
    }
  }

  return {
    async renewed(record, secret) {
      if (!isRenewalDue(record.inner, now())) return record
      const canWait = mayServe(record)
      if (canWait && (pauses.get(record.recordId) ?? 0) > now()) return record
      // By handle: two handles of one session end at different times, and each of them opens the record for itself.
      const flight = once(nameOf(secret), () => renew(record, secret))
      underWay.add(flight)
      const over = flight.finally(() => underWay.delete(flight))
      // Whoever is not waiting must not fail by it; it was reported where it happened.
      over.catch(() => undefined)
      if (canWait) return record
      return await flight.catch((cause: unknown) => {
        if (cause instanceof GatewayError) throw cause
        throw new GatewayError('SESSION_UNRENEWED', 'no token could be had', { cause })
      })
    },

    async close() {
      closing.abort()
      await Promise.allSettled(underWay)
    },
  }
}

const isSameSession = (login: FinishedLogin, { outer }: SessionRecord): boolean =>
  login.subject === outer.subject && login.zitadelSessionId === outer.zitadelSessionId

const contentOf = ({ tokens, authTime, claims, roles, methods }: FinishedLogin) => ({
  tokens,
  authTime,
  claims,
  roles,
  methods,
})

const nameOf = (secret: Uint8Array): string => createHash('sha256').update(secret).digest('base64url')
