import { isJsonObject } from '@postern/protocol'
import type { DriverState, Residue } from './driver.ts'
import type { AttemptView, LoginContext, StepRecord } from './engine.ts'
import type { Requirement } from './requirement.ts'

/**
 * How far an attempt has come. `waiting` and `finished` wait for a request; the others belong to the one request that works on it,
 * until `heldUntil`. An `ended` one is over, and kept only until everything that it made is undone.
 */
export type Progress =
  | 'waiting'
  | 'given'
  | 'authenticated'
  | 'proven'
  | 'judged'
  | 'bound'
  | 'exchanged'
  | 'validated'
  | 'finished'
  | 'ended'

/**
 * One login under way, as it is stored: sealed under the secret of the pre-login cookie. Never holds a password, a code, a session
 * token or a token.
 */
export interface Attempt {
  readonly format: 1
  /** The public half of the handle. Compared with it in constant time. */
  readonly attempt: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly expiresAt: number
  readonly asked: Pick<LoginContext, 'maxAgeSeconds' | 'prompt' | 'organizationId' | 'expectedSubject'>
  readonly device: LoginContext['device']
  readonly progress: Progress
  /** Until when a request, or whoever undoes it, may work on it; whoever comes later finds it abandoned. */
  readonly heldUntil: number | null
  /** How many proofs were brought. */
  readonly proofs: number
  /** The user, once read back from ZITADEL. */
  readonly subject: string | null
  readonly needs: readonly Requirement[]
  readonly steps: readonly StepRecord[]
  readonly driver: DriverState
}

/** What a user interface may know of it. */
export const viewOf = ({ attempt, progress, needs, expiresAt }: Attempt): AttemptView => ({
  attempt,
  state: progress === 'finished' ? 'finished' : 'open',
  needs: progress === 'finished' ? [] : needs,
  expiresAt,
})

/** Whether a request works on it, or has left it in the middle. */
export const isHeld = ({ progress }: Attempt): boolean =>
  progress !== 'waiting' && progress !== 'finished' && progress !== 'ended'

/** Whether a session may be there that the attempt does not know of: it was asked for, and no answer is written down. */
export const mayHaveLostSession = ({ progress }: Attempt): boolean =>
  progress === 'given' || progress === 'authenticated'

/** What the deployment key alone opens of an attempt: when and how to undo it. */
export type Unfinished = Pick<Attempt, 'attempt' | 'progress' | 'heldUntil' | 'expiresAt'> & {
  readonly residue: Residue
}

/** When it is to be undone if nobody goes on with it; `null` for one that has made nothing, or whose login was kept. */
export function dueAt({ progress, heldUntil, expiresAt, residue }: Unfinished): number | null {
  if (progress === 'finished') return null
  if (progress !== 'waiting') return heldUntil ?? expiresAt
  return residue.sessionId === null && residue.authorizationId === null ? null : expiresAt
}

/** The form is guaranteed by the seal: only we can have written it. What is checked is that it is of this version. */
export function parseAttempt(value: unknown): Attempt {
  if (!isAttempt(value)) throw new TypeError('an attempt of another version')
  return value
}

/** The same for its outer envelope. */
export function parseUnfinished(value: unknown): Unfinished {
  if (!isUnfinished(value)) throw new TypeError('an attempt of another version')
  return value
}

const isUnfinished = (value: unknown): value is Unfinished =>
  isJsonObject(value) && isJsonObject(value['residue'])

const isAttempt = (value: unknown): value is Attempt => isJsonObject(value) && value['format'] === 1
