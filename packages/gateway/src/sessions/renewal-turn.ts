import { type FinishedLogin, isLoginError, type LoginEngine, LoginError } from '@postern/login'
import type { SealedRecords } from '@postern/store'
import type { Lease, Leases } from './lease.ts'
import { living } from './living-session.ts'
import type { SessionInner, SessionOuter, SessionRecord } from './session-record.ts'

/** What came of it. `busy`: somebody else has the lease, or was faster; `failed`: it may be better the next time. */
export type Turn =
  | { readonly kind: 'renewed'; readonly record: SessionRecord }
  | { readonly kind: 'ended' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly error: unknown }

export interface RenewalTurnDeps {
  readonly engine: Pick<LoginEngine, 'renew' | 'discard'>
  readonly records: Pick<SealedRecords<SessionOuter, SessionInner>, 'open' | 'replace'>
  readonly leases: Leases
  readonly now: () => number
  readonly onRenewed: (record: SessionRecord) => void
  /** ZITADEL or its policy does not let it go on: ends the session. */
  readonly onRefused: (record: SessionRecord, error: unknown) => Promise<void>
}

export interface RenewalTurns {
  /** Tries once to renew the tokens that are known, under the session's lease. Never rejects for what ZITADEL or the store says. */
  take(known: SessionRecord, secret: Uint8Array): Promise<Turn>
  /** Whether somebody else has renewed them, or the session has ended; `busy` if neither. */
  look(known: SessionRecord, secret: Uint8Array): Promise<Turn>
}

/** Refusals of the engine that end a session; everything else may be better the next time. */
const isRefusal = (error: unknown): boolean =>
  isLoginError(error, 'SESSION_ENDED', 'LOGIN_INSUFFICIENT', 'ACCESS_REFUSED', 'TOKEN_REJECTED')

const mostWrites = 50

/**
 * One mint at a time in all processes on one store. A mint whose lease is not its own any more, or which is older than what was
 * written meanwhile, writes nothing and ends its tokens (IN-DOUBT).
 */
export function createRenewalTurns(deps: RenewalTurnDeps): RenewalTurns {
  const { engine, records, leases, now, onRenewed, onRefused } = deps

  const look: RenewalTurns['look'] = async (known, secret) => {
    const record = await records.open(secret)
    if (record === undefined) return { kind: 'ended' }
    return record.inner.fence > known.inner.fence ? { kind: 'renewed', record } : { kind: 'busy' }
  }

  const mint = async (known: SessionRecord, secret: Uint8Array, lease: Lease): Promise<Turn> => {
    const judgedAt = now()
    const login = await engine.renew(living(known))
    if (isOf(known, login)) return await keep(secret, lease, login, judgedAt)
    await engine.discard(login.tokens)
    throw new LoginError('TOKEN_REJECTED', 'the renewal gave tokens of another session')
  }

  /**
   * Writes what was minted. A record that is gone stays gone: its ZITADEL session, and with it every token, is being ended. Tokens are
   * ended only where it is certain that they were not written.
   */
  const keep = async (
    secret: Uint8Array,
    lease: Lease,
    login: FinishedLogin,
    judgedAt: number,
  ): Promise<Turn> => {
    const { fence } = lease
    for (let writes = 0; writes < mostWrites && (await lease.keep()); writes += 1) {
      const record = await records.open(secret)
      if (record === undefined) return { kind: 'ended' }
      if (record.inner.fence >= fence) break
      const written = await records.replace(record, {
        outer: { ...record.outer, authTime: login.authTime, judgedAt },
        inner: { ...record.inner, ...contentOf(login), fence, tokensAt: now() },
      })
      if (written === undefined) continue
      onRenewed(written)
      return { kind: 'renewed', record: written }
    }
    await engine.discard(login.tokens)
    return { kind: 'busy' }
  }

  const underLease = async (known: SessionRecord, secret: Uint8Array, lease: Lease): Promise<Turn> => {
    try {
      // Whoever had the lease before may have written since.
      const found = await look(known, secret)
      return found.kind === 'busy' ? await mint(known, secret, lease) : found
    } catch (error) {
      if (!isRefusal(error)) return { kind: 'failed', error }
      await onRefused(known, error)
      return { kind: 'ended' }
    } finally {
      await lease.release()
    }
  }

  return {
    look,
    async take(known, secret) {
      const lease = await leases.take(known.inner.lease).catch((error: unknown) => ({ error }))
      if (lease === undefined) return { kind: 'busy' }
      return 'error' in lease ? { kind: 'failed', error: lease.error } : underLease(known, secret, lease)
    },
  }
}

const isOf = ({ outer }: SessionRecord, login: FinishedLogin): boolean =>
  login.subject === outer.subject && login.zitadelSessionId === outer.zitadelSessionId

const contentOf = ({ tokens, authTime, claims, roles, methods }: FinishedLogin) => ({
  tokens,
  authTime,
  claims,
  roles,
  methods,
})
