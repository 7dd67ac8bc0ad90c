/** What goes wrong with a call. */
export type Fault =
  /** The connection breaks without an answer: `before` the call has its effect, or `after` it. */
  | { readonly lose: 'before' | 'after' }
  /** The call has its effect, its answer comes later. */
  | { readonly delayMs: number }
  /** Answered so instead, without an effect. `html` is a proxy's error page with status 502. */
  | { readonly answer: 401 | 404 | 429 | 500 | 501 | 502 | 503 | 'html' }

/**
 * Faults of a running server, set from inside the process: what a real ZITADEL shows only on a bad day.
 *
 * A *kind* names calls: an operation (`CreateSession`, `zitadel.session.v2.SessionService/CreateSession`, by REST and Connect alike) or
 * a path with `*` for any run of characters, with or without the verb (`/oauth/v2/token`, `POST /v2/sessions`).
 *
 * @example
 * ```ts
 * import { startLocalZitadel } from '@postern/local-zitadel'
 *
 * const zitadel = await startLocalZitadel()
 * zitadel.faults.next('POST /oauth/v2/token', { lose: 'after' })
 * await zitadel.close()
 * ```
 */
export interface Faults {
  /** The next `times` calls of a kind (default 1) fail so. Several faults for one kind are used up one after the other. */
  next(kind: string, fault: Fault, times?: number): void
  /** Takes back what was not used. */
  clear(): void
  /** How many faults wait for a call. */
  readonly pending: number
  /**
   * `strict`, the default: codes, callbacks, refresh tokens and recovery codes are used once and the lockout limit is exact, whoever races.
   * `original`: checked first and written later, as ZITADEL does, so that racing calls can pass together (contract 3.8, 5.3, 6.2, 6.7).
   * Racing changes of one session all succeed either way, and the token of one of them is good afterwards (contract 3.4).
   */
  races: 'strict' | 'original'
  /**
   * Whether the answer to a wrong password is held back: from the tenth failure in a row on, a second more for every five, ten at most
   * (contract 3.8). A right password is never held back.
   */
  tarpit: boolean
  /**
   * How late reads see a change, by the server's clock; 0, the default: at once. The original lags some 80 ms. A user just made is unknown
   * by id, a deactivated one not yet inactive by id, an application just made unknown, a key or secret just changed not yet changed,
   * a session just made or ended not yet so in a search (contract 2.1, 3.8, 3.10, 4.8).
   */
  readLagMs: number
}

/** How a server's switches stand at its start. */
export type Switches = Pick<Faults, 'races' | 'tarpit' | 'readLagMs'>

/** What the server needs of the faults. */
export interface FaultSource extends Faults {
  /** Takes the first fault that waits for such a call. */
  take(call: {
    readonly operation: string | undefined
    readonly method: string
    readonly path: string
  }): Fault | undefined
}

export function createFaults(switches: Switches): FaultSource {
  const waiting: { readonly kind: string; readonly fault: Fault; left: number }[] = []
  return {
    ...switches,
    next(kind, fault, times = 1) {
      if (times > 0) waiting.push({ kind, fault, left: times })
    },
    clear: () => void waiting.splice(0),
    get pending() {
      return waiting.reduce((sum, one) => sum + one.left, 0)
    },
    take(call) {
      const index = waiting.findIndex((one) => isOfKind(one.kind, call))
      const found = waiting[index]
      if (found === undefined) return undefined
      found.left--
      if (found.left === 0) waiting.splice(index, 1)
      return found.fault
    },
  }
}

type FaultyCall = Parameters<FaultSource['take']>[0]

function isOfKind(kind: string, { operation, method, path }: FaultyCall): boolean {
  if (operation !== undefined && (kind === operation || kind === operation.split('/')[1])) return true
  const [verb, pattern] = kind.includes(' ') ? kind.split(' ') : [method, kind]
  if (verb !== method || !pattern?.startsWith('/')) return false
  const literal = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('.*')}$`).test(path)
}
