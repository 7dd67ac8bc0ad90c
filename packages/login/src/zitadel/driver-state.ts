import type { DriverContext, DriverState, Held } from '../driver.ts'
import { LoginError } from '../errors.ts'
import type { SentAuthorization } from './sent-authorization.ts'
import type { Exchange, UnvalidatedTokens } from './token-endpoint.ts'

/** What this driver keeps of an attempt. */
export type ZitadelState = {
  /** `userAgent.fingerprintId` of the ZITADEL session: finds it again when an answer was lost. `null` for a living session. */
  readonly fingerprint: string | null
  readonly attempt: string | null
  readonly address: string | null
  readonly userAgent: string | null
  readonly sessionId: string | null
  /** Only what was read back and found to be as it was sent. */
  readonly authorization: SentAuthorization | null
}

export const startState = ({ attempt, device }: DriverContext): ZitadelState => ({
  fingerprint: attempt,
  attempt,
  ...device,
  sessionId: null,
  authorization: null,
})

export const livingState = (sessionId: string): ZitadelState => ({
  fingerprint: null,
  attempt: null,
  address: null,
  userAgent: null,
  sessionId,
  authorization: null,
})

/** The engine gives back what this driver gave it; the seal of the attempt guarantees that nobody else wrote it. */
export function readState(state: DriverState): ZitadelState {
  if (!isZitadelState(state)) throw new TypeError('not a state of this driver')
  return state
}

const isZitadelState = (state: object): state is ZitadelState =>
  'sessionId' in state && (typeof state.sessionId === 'string' || state.sessionId === null)

export interface Holdings {
  readonly session: { readonly sessionId: string; readonly sessionToken: string }
  readonly code: { readonly code: string; readonly exchange: Exchange }
  readonly tokens: UnvalidatedTokens
}

/**
 * Session tokens, codes and unvalidated tokens are handed to the engine as empty objects and looked up here: it cannot read, log
 * or store what it does not have. They live as long as the request that holds them.
 */
export function createHoldings() {
  const kept = new WeakMap<object, Holdings[keyof Holdings]>()
  return {
    hold<Kind extends keyof Holdings>(_kind: Kind, value: Holdings[Kind]): Held<Kind> {
      const holder = Object.freeze({}) as Held<Kind>
      kept.set(holder, value)
      return holder
    },
    open<Kind extends keyof Holdings>(holder: Held<Kind>): Holdings[Kind] {
      const value = kept.get(holder)
      if (value === undefined) throw new LoginError('ATTEMPT_GONE', 'nothing is held')
      // Guaranteed by `hold`, the only writer: the kind is in the holder's type.
      return value as Holdings[Kind]
    },
    /** What is single use is forgotten before it is used. */
    take<Kind extends keyof Holdings>(holder: Held<Kind>): Holdings[Kind] {
      const value = this.open(holder)
      kept.delete(holder)
      return value
    },
  }
}
