import {
  type ChallengeError,
  type DpopChallenge,
  formatBearerChallenge,
  formatDpopChallenge,
  type ProblemDetails,
  problemContentType,
  problemOf,
} from '@postern/protocol'
import type { Scheme } from './credentials.ts'
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

export interface RefusalDetails {
  readonly reason: GuardReason
  readonly detail: string
  readonly subject?: string
  /** The one that was tried. */
  readonly scheme?: Scheme
  /** What would do: scopes (RFC 6750 §3), or another login (RFC 9470 §3). */
  readonly ask?: { readonly scope?: string; readonly acr_values?: string; readonly max_age?: number }
  readonly nonce?: string | undefined
  readonly retryAfterSeconds?: number | undefined
}

/** What every challenge of this API says. */
export interface ChallengeRules {
  readonly realm: string
  /** Where its metadata lie (RFC 9728 §5.1). */
  readonly resourceMetadata: string | undefined
  readonly schemes: readonly Scheme[]
  /** Of proofs, separated by spaces. */
  readonly algs: string
}

/** The error codes of RFC 6750 §3.1, RFC 9449 §7.1 and RFC 9470 §3. None without credentials (AT-7). */
const challengeErrors = {
  TOKEN_MISSING: null,
  REQUEST_INVALID: 'invalid_request',
  TOKEN_REFUSED: 'invalid_token',
  PROOF_REFUSED: 'invalid_dpop_proof',
  NONCE_REQUIRED: 'use_dpop_nonce',
  AUTHENTICATION_INSUFFICIENT: 'insufficient_user_authentication',
  ACCESS_DENIED: 'insufficient_scope',
} as const satisfies Partial<Record<GuardErrorCode, DpopChallenge['error'] | null>>

const retryAfterSeconds = 5

/** Makes the function that puts a reason into the form of an answer. */
export function createRefuse(rules: ChallengeRules): (details: RefusalDetails) => Refusal {
  return (details) => {
    const { reason, detail, subject = null, nonce } = details
    const code = guardReasons[reason]
    const { status, title } = guardErrors[code]
    const { correlation: _, ...problem } = problemOf({ status, title, code }, '')
    return {
      kind: 'refusal',
      status,
      headers: {
        'content-type': problemContentType,
        'cache-control': 'no-store',
        // what is not the caller's fault has no challenge
        ...(isChallenged(code) ? { 'www-authenticate': challenges(rules, code, details) } : {}),
        ...(nonce === undefined ? {} : { 'dpop-nonce': nonce }),
        ...(status === 503 ? { 'retry-after': String(details.retryAfterSeconds ?? retryAfterSeconds) } : {}),
      },
      problem,
      reason,
      detail,
      subject,
    }
  }
}

const isChallenged = (code: GuardErrorCode): code is keyof typeof challengeErrors => code in challengeErrors

/** One challenge for each scheme of this API; only the one that was tried says what was wrong (RFC 9449 §7.2). */
function challenges(
  { realm, resourceMetadata, schemes, algs }: ChallengeRules,
  code: keyof typeof challengeErrors,
  { scheme: tried, ask }: RefusalDetails,
): string {
  const error = challengeErrors[code]
  const own = resourceMetadata === undefined ? {} : { resource_metadata: resourceMetadata }
  const first = tried === undefined || !schemes.includes(tried) ? schemes[0] : tried
  const ordered = [...schemes].sort((one) => (one === first ? -1 : 1))
  return ordered
    .map((scheme) => {
      const said = scheme === first ? { ...(error === null ? {} : { error }), ...ask } : {}
      // RFC 6750 §3: at least one parameter
      const parameters = { realm, ...said, ...own }
      return scheme === 'DPoP'
        ? formatDpopChallenge({ ...parameters, algs })
        : formatBearerChallenge(parameters as typeof parameters & { error?: ChallengeError })
    })
    .join(', ')
}
