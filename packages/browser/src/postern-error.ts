import type { Requirement } from './requirement.ts'

/**
 * What this client itself can find wrong. Everything else is the gateway's: its problems (RFC 9457) are passed on with their own
 * code, status and title. Status 0: there was no answer.
 */
export const posternErrors = {
  GATEWAY_UNREACHABLE: { status: 0, title: 'The server cannot be reached at the moment.' },
  ANSWER_UNREADABLE: { status: 0, title: 'The server gave an answer that this page does not understand.' },
  OTHER_ORIGIN_REFUSED: { status: 0, title: 'This page may only call its own site.' },
  SESSION_ENDED: { status: 401, title: 'Your session has ended. Please log in again.' },
  ATTEMPT_CLOSED: { status: 0, title: 'This login is over. Please begin again.' },
  PROOF_UNDER_WAY: { status: 0, title: 'The last entry is still being checked.' },
} as const

export type OwnErrorCode = keyof typeof posternErrors

/** The parts of an error that differ from its row in the table. */
export interface PosternErrorInit {
  readonly status?: number
  readonly title?: string
  readonly retryAfterSeconds?: number | null
  readonly correlation?: string | null
  readonly needs?: readonly Requirement[]
  readonly cause?: unknown
}

/**
 * Every rejection of this package, except an `AbortError` of the caller's own signal. Told apart by `code`: one of `posternErrors`,
 * or the code of the gateway's problem. `title` may be shown to the user; `correlation` finds the line in the gateway's log.
 */
export class PosternError extends Error {
  override readonly name = 'PosternError'
  readonly code: string
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly title: string
  /** From `Retry-After`; null when the gateway did not say. */
  readonly retryAfterSeconds: number | null
  readonly correlation: string | null
  /** What a login lacks that may not be finished; empty for every other error. */
  readonly needs: readonly Requirement[]

  constructor(code: string, init: PosternErrorInit = {}) {
    const row: { readonly status: number; readonly title: string } = isOwnCode(code)
      ? posternErrors[code]
      : posternErrors.ANSWER_UNREADABLE
    const title = init.title ?? row.title
    super(`${code}: ${title}`, init.cause === undefined ? undefined : { cause: init.cause })
    this.code = code
    this.status = init.status ?? row.status
    this.title = title
    this.retryAfterSeconds = init.retryAfterSeconds ?? null
    this.correlation = init.correlation ?? null
    this.needs = init.needs ?? []
  }
}

const isOwnCode = (code: string): code is OwnErrorCode => Object.hasOwn(posternErrors, code)
