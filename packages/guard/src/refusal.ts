import {
  type BearerChallenge,
  formatBearerChallenge,
  type ProblemDetails,
  problemContentType,
  problemOf,
} from '@postern/protocol'
import { guardErrors, guardReasons, type GuardErrorCode, type GuardReason } from './errors.ts'

/** RFC 9457: all that a caller learns. Whoever answers adds the correlation of the request. */
export type Problem = Omit<ProblemDetails, 'correlation'>

/** A refused request: status, headers and problem are the answer; reason and detail are for the log and never leave the server. */
export interface Refusal {
  readonly kind: 'refusal'
  readonly status: number
  /** Names in lower case. With the challenge of RFC 6750 §3, except where the API itself is at fault (503). */
  readonly headers: Readonly<Record<string, string>>
  readonly problem: Problem
  readonly reason: GuardReason
  /** What is wrong and what to change. Holds no token. */
  readonly detail: string
  /** Whose token it was, where that is known. */
  readonly subject: string | null
}

/** The error codes of RFC 6750 §3.1. None without credentials (AT-7), and no challenge for what is not the caller's fault. */
const challenges: Partial<Record<GuardErrorCode, BearerChallenge>> = {
  TOKEN_MISSING: {},
  REQUEST_INVALID: { error: 'invalid_request' },
  TOKEN_REFUSED: { error: 'invalid_token' },
  ACCESS_DENIED: { error: 'insufficient_scope' },
}

export interface RefusalDetails {
  readonly reason: GuardReason
  readonly detail: string
  readonly subject?: string
  /** Scopes that would do, space separated, as in the challenge's `scope` (RFC 6750 §3). */
  readonly scope?: string
}

/** Puts a reason into the form of an answer. */
export function refuse(realm: string, { reason, detail, subject, scope }: RefusalDetails): Refusal {
  const code = guardReasons[reason]
  const row = guardErrors[code]
  const { correlation: _, ...problem } = problemOf({ ...row, code }, '')
  const challenge = challenges[code]
  // RFC 6750 §3: at least one parameter
  const parameters = { realm, ...challenge, ...(scope === undefined ? {} : { scope }) }
  return {
    kind: 'refusal',
    status: row.status,
    headers: {
      'content-type': problemContentType,
      'cache-control': 'no-store',
      ...(challenge === undefined ? {} : { 'www-authenticate': formatBearerChallenge(parameters) }),
    },
    problem,
    reason,
    detail,
    subject: subject ?? null,
  }
}
