/** Every way in which the guard can fail or refuse. The title is all that a caller may be told (RFC 9457). */
export const guardErrors = {
  REQUEST_INVALID: { status: 400, title: 'The credentials of this request cannot be read.' },
  TOKEN_MISSING: { status: 401, title: 'This needs an access token.' },
  TOKEN_REFUSED: { status: 401, title: 'The access token is not accepted here.' },
  ACCESS_DENIED: { status: 403, title: 'The access token does not allow this.' },
  JUDGEMENT_UNAVAILABLE: { status: 503, title: 'Access cannot be checked at the moment.' },
  CONFIGURATION_INVALID: { status: 500, title: 'The guard of this API is not set up correctly.' },
  PRINCIPAL_MISSING: { status: 500, title: 'This route was not guarded.' },
} as const

export type GuardErrorCode = keyof typeof guardErrors

/** What the log says of a refusal or failure, and the code that the caller gets for it. */
export const guardReasons = {
  no_credentials: 'TOKEN_MISSING',
  other_scheme: 'TOKEN_MISSING',
  several_credentials: 'REQUEST_INVALID',
  credentials_malformed: 'REQUEST_INVALID',
  token_too_long: 'TOKEN_REFUSED',
  token_inactive: 'TOKEN_REFUSED',
  token_type_unknown: 'TOKEN_REFUSED',
  token_bound: 'TOKEN_REFUSED',
  wrong_issuer: 'TOKEN_REFUSED',
  wrong_audience: 'TOKEN_REFUSED',
  expired: 'TOKEN_REFUSED',
  expiry_missing: 'TOKEN_REFUSED',
  not_yet_valid: 'TOKEN_REFUSED',
  subject_missing: 'TOKEN_REFUSED',
  role_missing: 'ACCESS_DENIED',
  scope_missing: 'ACCESS_DENIED',
  demand_unmet: 'ACCESS_DENIED',
  issuer_unreachable: 'JUDGEMENT_UNAVAILABLE',
  issuer_mismatch: 'JUDGEMENT_UNAVAILABLE',
  issuer_unsuitable: 'JUDGEMENT_UNAVAILABLE',
  answer_unusable: 'JUDGEMENT_UNAVAILABLE',
  credential_refused: 'JUDGEMENT_UNAVAILABLE',
  too_many_pending: 'JUDGEMENT_UNAVAILABLE',
  configuration_invalid: 'CONFIGURATION_INVALID',
  principal_missing: 'PRINCIPAL_MISSING',
} as const satisfies Record<string, GuardErrorCode>

export type GuardReason = keyof typeof guardReasons

/** Told apart by `code` and `reason`, never by message. `message` and `cause` are for the log. */
export class GuardError extends Error {
  override readonly name = 'GuardError'
  readonly code: GuardErrorCode
  readonly reason: GuardReason

  constructor(reason: GuardReason, detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.reason = reason
    this.code = guardReasons[reason]
  }
}
