import type { Requirement } from './requirement.ts'

/**
 * Every way a login, a renewal or an end can fail. The status and the title are all that a browser may be told (RFC 9457).
 *
 * Unknown user, wrong password, locked and deactivated share one row, so that nothing tells them apart (CRED-9).
 */
export const loginErrors = {
  ATTEMPT_GONE: { status: 410, title: 'This login has ended. Please start again.' },
  ATTEMPT_CONFLICT: { status: 409, title: 'This login is being worked on by another request.' },
  PROOF_NOT_EXPECTED: { status: 409, title: 'This login does not ask for that now.' },
  PROOF_MALFORMED: { status: 400, title: 'Something is missing or too long in that form.' },
  PROOF_LIMIT: { status: 410, title: 'Too many tries. Please start again.' },
  CREDENTIALS_REJECTED: { status: 401, title: 'The name or the password is not right.' },
  CODE_REJECTED: { status: 401, title: 'The code is not right or no longer valid.' },
  CODE_LIMIT: { status: 429, title: 'Too many codes were tried. Please wait a few minutes.' },
  LOGIN_INSUFFICIENT: { status: 403, title: 'This login may not be finished here.' },
  ACCESS_REFUSED: { status: 403, title: 'This account may not use this application.' },
  POLICY_UNREADABLE: { status: 503, title: 'The login service is not available. Please try again.' },
  CLOCK_SKEWED: { status: 503, title: 'The login service is not available. Please try again.' },
  ISSUER_UNREACHABLE: { status: 503, title: 'The login service is not available. Please try again.' },
  ISSUER_BUSY: { status: 503, title: 'The login service is busy. Please try again in a moment.' },
  ISSUER_TIMEOUT: { status: 504, title: 'The login service did not answer in time. Please try again.' },
  ISSUER_UNSUPPORTED: { status: 502, title: 'The login service does not support this login.' },
  ISSUER_ANSWER_INVALID: { status: 502, title: 'The login service answered in an unexpected way.' },
  ISSUER_REFUSED: { status: 502, title: 'The login service refused the request.' },
  ISSUER_MISMATCH: { status: 503, title: 'The login service is not available. Please try again.' },
  AUTHORIZATION_REFUSED: { status: 502, title: 'The login service refused the request.' },
  BINDING_REFUSED: { status: 502, title: 'The login could not be completed. Please start again.' },
  CALLBACK_REJECTED: { status: 502, title: 'The login could not be completed. Please start again.' },
  TOKEN_REFUSED: { status: 502, title: 'The login could not be completed. Please start again.' },
  TOKEN_REJECTED: { status: 502, title: 'The login could not be completed. Please start again.' },
  LOGOUT_TOKEN_REJECTED: { status: 400, title: 'This logout token is not accepted.' },
  RENEWAL_COLLISION: { status: 409, title: 'This session is being renewed by another request.' },
  SESSION_ENDED: { status: 401, title: 'Your session has ended. Please log in again.' },
  LOGIN_CLIENT_EXPIRED: { status: 503, title: 'The login service is not available. Please try again.' },
  LOGIN_CLIENT_ROTATED: { status: 503, title: 'The login service is not available. Please try again.' },
  LOGIN_CLIENT_CLOCK_SKEWED: { status: 503, title: 'The login service is not available. Please try again.' },
  LOGIN_CLIENT_REJECTED: { status: 503, title: 'The login service is not available. Please try again.' },
  LOGIN_CLIENT_UNPRIVILEGED: { status: 503, title: 'The login service is not available. Please try again.' },
  LOGIN_CLIENT_OVERPRIVILEGED: {
    status: 503,
    title: 'The login service is not available. Please try again.',
  },
  INTERNAL: { status: 500, title: 'Something went wrong on our side.' },
  SETTINGS_INVALID: { status: 500, title: 'The login service is not set up.' },
} as const

export type LoginErrorCode = keyof typeof loginErrors

export interface LoginErrorOptions extends ErrorOptions {
  /** What was still missing, where that is the reason. Plain data; says nothing before a first factor was proven. */
  readonly needs?: readonly Requirement[]
  /** ZITADEL's own id of the error, for the log only. */
  readonly issuerErrorId?: string
  /** When it is worth to try again, in whole seconds. */
  readonly retryAfterSeconds?: number | undefined
}

/**
 * A failure of this package. Told apart by `code`, never by message: `message`, `issuerErrorId` and `cause` are for the log.
 * Holds no password, code, token or assertion.
 */
export class LoginError extends Error {
  override readonly name = 'LoginError'
  readonly code: LoginErrorCode
  readonly needs: readonly Requirement[]
  readonly issuerErrorId: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: LoginErrorCode, detail?: string, options: LoginErrorOptions = {}) {
    super(detail ?? code, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.needs = options.needs ?? []
    this.issuerErrorId = options.issuerErrorId
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  get status(): number {
    return loginErrors[this.code].status
  }

  /** The only part of an error that may leave the process. */
  toProblem(): { readonly status: number; readonly title: string; readonly code: LoginErrorCode } {
    return { ...loginErrors[this.code], code: this.code }
  }
}

export const isLoginError = (error: unknown, ...codes: readonly LoginErrorCode[]): error is LoginError =>
  error instanceof LoginError && (codes.length === 0 || codes.includes(error.code))

/** Whether an error says that the login client's credential itself is the trouble. */
export const isCredentialTrouble = (error: unknown): boolean =>
  isLoginError(
    error,
    'LOGIN_CLIENT_EXPIRED',
    'LOGIN_CLIENT_ROTATED',
    'LOGIN_CLIENT_CLOCK_SKEWED',
    'LOGIN_CLIENT_REJECTED',
    'LOGIN_CLIENT_UNPRIVILEGED',
    'LOGIN_CLIENT_OVERPRIVILEGED',
  )

/** For the events: the store's errors, and defects, by their name alone. */
export const asLoginError = (error: unknown): LoginError =>
  isLoginError(error)
    ? error
    : new LoginError('INTERNAL', error instanceof Error ? error.name : 'not an error')
