import type { ReadSide } from '../faults/read-side.ts'
import type { Outgoing } from '../logout/outgoing.ts'
import type { Instance, Session } from './model.ts'
import type { Changed } from './state-store.ts'

/**
 * Everything an operation or an endpoint may touch beside its request: the state, time, chance and what this server was started as.
 * One per running server; handed in, never imported.
 */
export interface World {
  readonly instance: Instance
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly randomBytes: (size: number) => Uint8Array
  /** A new decimal id of 18 digits, larger than every id given out before. */
  readonly nextId: () => string
  /** Names what was changed, so that it is kept: accounts before the answer leaves, logins shortly after. */
  readonly changed: Changed
  /** Resolves when the instance has its signing keys; they are made in the background of a first start. */
  readonly signingKeysReady: () => Promise<void>
  /** Waits for a real span of time: tarpit, password check. Never used to order anything. */
  readonly wait: (milliseconds: number) => Promise<void>
  /** To be called once when a session was ended: its applications are told, later (contract 9). */
  readonly sessionEnded: (session: Session) => void
  /** Where this server itself may call. */
  readonly outgoing: Outgoing
  readonly behaviour: Behaviour
  /** What reads see that lag behind. */
  readonly readSide: ReadSide
  /** Host names the instance answers to are checked against `instance.domains`; the port that this server listens on. */
  readonly port: () => number
}

export interface Behaviour {
  /** As ZITADEL also where this server is otherwise safer: forwarded headers, foreign hosts. */
  readonly asOriginal: boolean
  readonly passwordCheckMs: number
  /** Whether the answer to a wrong password is held back from the tenth failure on (contract 3.8). */
  readonly tarpit: boolean
  /**
   * Called between check and write of what must happen once (code, callback, refresh token, recovery code, a counted failure). Strict: returns
   * `undefined` and nothing can come between. As the original: a promise, so that racing requests pass the check together
   * (contract 5.3, 6.2, 6.7). Use as `const gap = raceWindow(); if (gap) await gap`.
   */
  readonly raceWindow: () => Promise<void> | undefined
}
