/**
 * Every way in which the gateway itself refuses something. The status and the title are all that a browser may be told (RFC 9457,
 * AUD-5).
 */
export const gatewayErrors = {
  CONFIGURATION_INVALID: { status: 500, title: 'The gateway is not set up.' },
  HOST_UNKNOWN: { status: 421, title: 'This address is not served here.' },
  TARGET_REFUSED: { status: 400, title: 'The address of this request is not written as it must be.' },
  REQUEST_MALFORMED: { status: 400, title: 'This request cannot be understood.' },
  HEADERS_TOO_LARGE: { status: 431, title: 'This request has too many or too long headers.' },
  REQUEST_TIMEOUT: { status: 408, title: 'This request did not arrive in time.' },
  QUERY_REFUSED: { status: 400, title: 'This address takes no query.' },
  COOKIE_AMBIGUOUS: { status: 400, title: 'This request brings the same cookie twice.' },
  REQUEST_FORGED: { status: 403, title: 'This request did not come from this application.' },
  NOT_FOUND: { status: 404, title: 'There is nothing here.' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This cannot be done with that address.' },
  CONTENT_TYPE_UNSUPPORTED: { status: 415, title: 'The content type must be application/json.' },
  BODY_MISSING: { status: 400, title: 'This request needs a body.' },
  BODY_MALFORMED: { status: 400, title: 'Something is missing or wrong in the body of this request.' },
  BODY_TOO_LARGE: { status: 413, title: 'This request is too large.' },
  THROTTLED: { status: 429, title: 'Too many tries. Please wait a little.' },
  LOGIN_BUSY: { status: 503, title: 'Too many people are logging in right now. Please try again.' },
  SESSION_REQUIRED: { status: 401, title: 'You are not logged in.' },
  SESSION_UNCHECKED: { status: 503, title: 'Your session cannot be checked right now. Please try again.' },
  SESSION_UNRENEWED: {
    status: 503,
    title: 'Your session cannot be renewed right now. Please try again.',
  },
  LOGOUT_REQUEST_MALFORMED: { status: 400, title: 'This is no logout request.' },
  LOGOUT_UNAVAILABLE: { status: 503, title: 'The logout cannot be done right now. Please send it again.' },
  UPGRADE_UNSUPPORTED: { status: 501, title: 'This connection cannot be upgraded.' },
  WEBSOCKET_REFUSED: { status: 400, title: 'This web socket cannot be opened.' },
  WEBSOCKETS_EXHAUSTED: { status: 429, title: 'Too many web sockets are open.' },
  UPSTREAM_UNREACHABLE: { status: 502, title: 'The service behind this address does not answer.' },
  UPSTREAM_REFUSED: {
    status: 502,
    title: 'The service behind this address answered in a way that is not passed on.',
  },
  UPSTREAM_TIMEOUT: { status: 504, title: 'The service behind this address did not answer in time.' },
  ISSUER_ADDRESS_UNSAFE: { status: 500, title: 'The login service is not set up.' },
  ISSUER_ANSWER_TOO_LARGE: { status: 502, title: 'The login service answered in an unexpected way.' },
  NOT_READY: { status: 503, title: 'The gateway is not ready.' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side.' },
} as const satisfies Record<string, { status: number; title: string }>

export type GatewayErrorCode = keyof typeof gatewayErrors

export interface GatewayErrorOptions extends ErrorOptions {
  /** Each names a setting and what it should be, never its value. */
  readonly problems?: readonly string[]
  /** When it is worth to try again: becomes `Retry-After`. */
  readonly retryAfterSeconds?: number
  /** The methods that the address has: becomes `Allow` (RFC 9110 §15.5.6). */
  readonly allow?: readonly string[]
}

/** Told apart by `code`, never by message. `message` and `cause` are for the log, and hold no secret. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: GatewayErrorCode
  readonly problems: readonly string[]
  readonly retryAfterSeconds: number | undefined
  readonly allow: readonly string[] | undefined

  constructor(code: GatewayErrorCode, detail?: string, options: GatewayErrorOptions = {}) {
    super(detail ?? code, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.problems = options.problems ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
    this.allow = options.allow
  }

  /** The part of an error that may leave the process. */
  toProblem(): { readonly status: number; readonly title: string; readonly code: GatewayErrorCode } {
    return { ...gatewayErrors[this.code], code: this.code }
  }
}
