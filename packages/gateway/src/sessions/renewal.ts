import { createHash } from 'node:crypto'
import { isLoginError } from '@postern/login'
import { GatewayError } from '../errors.ts'
import { leaseLifeMs } from './lease.ts'
import { createRenewalTurns, type RenewalTurnDeps } from './renewal-turn.ts'
import type { SessionInner, SessionRecord } from './session-record.ts'
import { singleFlight } from './single-flight.ts'

const renewBeforeMs = 60_000
/** A token that would end on its way is not sent any more. */
const leastLeftMs = 2_000
/** While the old token serves, a failure is no hurry. */
const pauseAfterFailureMs = 5_000
/** When no token is left, callers wait for so many mints at most. */
const mostMints = 3
/** Between two looks at what another process does. */
const pausesMs = [10, 20, 40, 80, 160, 250] as const
/** How long somebody waits for other processes: one may have died with the lease, and the next be slow. */
const patienceMs = 4 * leaseLifeMs

/** Whether it is time for another token set: a minute or a tenth of its life is left, and half of it is over. */
export function isRenewalDue({ tokens, tokensAt }: SessionInner, now: number): boolean {
  const life = tokens.accessTokenExpiresAt - tokensAt
  return tokens.accessTokenExpiresAt - now <= Math.min(life / 2, Math.max(renewBeforeMs, life / 10))
}

export interface RenewalDeps extends RenewalTurnDeps {
  /** Resolves after so many milliseconds, or when the signal says stop. Never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly onFailed: (record: SessionRecord, error: unknown) => void
}

export interface Renewal {
  /**
   * The record to serve with, or nothing if the session has ended. Rejects with `SESSION_UNRENEWED` if no living token is left and
   * none could be had: the session goes on when one can.
   */
  renewed(record: SessionRecord, secret: Uint8Array): Promise<SessionRecord | undefined>
  /** Resolves when the renewals under way are over; none waits for anything any more. */
  close(): Promise<void>
}

/**
 * Renews the tokens of sessions: make before break. While the old token lives, it serves and nobody waits (NO-CALL-LOST); a failure is
 * tried again after a pause. When it is over, everybody waits and gets what whichever process has written (SAME-SUCCESSOR); a lost
 * answer is another mint (LOST-ANSWER).
 */
export function createRenewal(deps: RenewalDeps): Renewal {
  const { now, wait, onFailed } = deps
  const turns = createRenewalTurns(deps)
  const once = singleFlight<SessionRecord | undefined>()
  const pauses = new Map<string, number>()
  const underWay = new Set<Promise<unknown>>()
  const closing = new AbortController()

  const mayServe = ({ inner }: SessionRecord): boolean =>
    inner.tokens.accessTokenExpiresAt - now() > leastLeftMs

  const untilRenewed = async (known: SessionRecord, secret: Uint8Array) => {
    const begunAt = now()
    for (let rounds = 0, mints = 0; ; rounds += 1) {
      const turn = await turns.take(known, secret)
      if (turn.kind === 'renewed') return turn.record
      if (turn.kind === 'ended') return undefined
      const error = turn.kind === 'failed' ? turn.error : undefined
      if (error !== undefined) mints += 1
      // Another mint has ended the session token of ours (COMMAND-sGr42): the record is read again, then ours is tried again.
      const canRest = error !== undefined && mayServe(known) && !isLoginError(error, 'RENEWAL_COLLISION')
      if (canRest || mints === mostMints || now() - begunAt >= patienceMs || closing.signal.aborted)
        throw error ?? new GatewayError('SESSION_UNRENEWED', 'another process is at it')
      await wait(pausesMs[Math.min(rounds, pausesMs.length - 1)] ?? 0, closing.signal)
      const found = await turns.look(known, secret)
      if (found.kind === 'renewed') return found.record
      if (found.kind === 'ended') return undefined
    }
  }

  const renew = async (known: SessionRecord, secret: Uint8Array) => {
    try {
      return await untilRenewed(known, secret)
    } catch (error) {
      for (const [id, until] of pauses) if (until <= now()) pauses.delete(id)
      pauses.set(known.recordId, now() + pauseAfterFailureMs)
      onFailed(known, error)
      throw error
    }
  }

  /** One renewal for all who come with the same handle: two handles of a session end at different times. */
  const fly = (record: SessionRecord, secret: Uint8Array): Promise<SessionRecord | undefined> => {
    const flight = once(nameOf(secret), () => renew(record, secret))
    underWay.add(flight)
    // Whoever is not waiting must not fail by it; it was reported where it happened.
    flight.finally(() => underWay.delete(flight)).catch(() => undefined)
    return flight
  }

  const waitFor = async (record: SessionRecord, secret: Uint8Array) => {
    const renewed = await fly(record, secret)
    // It may have begun for tokens of before, and found those that are over by now.
    return renewed === undefined || mayServe(renewed) ? renewed : await fly(renewed, secret)
  }

  return {
    async renewed(record, secret) {
      if (!isRenewalDue(record.inner, now())) return record
      if (!mayServe(record))
        return await waitFor(record, secret).catch((cause: unknown) => {
          throw new GatewayError('SESSION_UNRENEWED', 'no token could be had', { cause })
        })
      if ((pauses.get(record.recordId) ?? 0) <= now()) fly(record, secret)
      return record
    },

    async close() {
      closing.abort()
      await Promise.allSettled(underWay)
    },
  }
}

const nameOf = (secret: Uint8Array): string => createHash('sha256').update(secret).digest('base64url')
