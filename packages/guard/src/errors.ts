/** Every way in which the guard can fail or refuse. The title is all that a caller may be told (RFC 9457). */
export const guardErrors = {
  REQUEST_INVALID: { status: 400, title: 'The credentials of this request cannot be read.' },
  TOKEN_MISSING: { status: 401, title: 'This needs an access token.' },
  TOKEN_REFUSED: { status: 401, title: 'The access token is not accepted here.' },
  PROOF_REFUSED: { status: 401, title: 'The proof that the token is yours is not accepted.' },
  NONCE_REQUIRED: {
    status: 401,
    title: 'The proof that the token is yours must hold the nonce of this server.',
  },
  AUTHENTICATION_INSUFFICIENT: { status: 401, title: 'This needs a newer or a stronger login.' },
  ACCESS_DENIED: { status: 403, title: 'The access token does not allow this.' },
  JUDGEMENT_UNAVAILABLE: { status: 503, title: 'Access cannot be checked at the moment.' },
  CONFIGURATION_INVALID: { status: 500, title: 'The guard of this API is not set up correctly.' },
  PRINCIPAL_MISSING: { status: 500, title: 'This route was not guarded.' },
  EVICTION_MALFORMED: { status: 400, title: 'This is no message about the end of a login.' },
  EVICTION_REFUSED: { status: 401, title: 'This message is not from whoever may send it.' },
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
  token_malformed: 'TOKEN_REFUSED',
  token_kind_wrong: 'TOKEN_REFUSED',
  header_refused: 'TOKEN_REFUSED',
  algorithm_refused: 'TOKEN_REFUSED',
  key_unknown: 'TOKEN_REFUSED',
  signature_invalid: 'TOKEN_REFUSED',
  opaque_not_judged: 'TOKEN_REFUSED',
  mode_not_possible: 'TOKEN_REFUSED',
  wrong_issuer: 'TOKEN_REFUSED',
  wrong_audience: 'TOKEN_REFUSED',
  expired: 'TOKEN_REFUSED',
  expiry_missing: 'TOKEN_REFUSED',
  not_yet_valid: 'TOKEN_REFUSED',
  subject_missing: 'TOKEN_REFUSED',
  token_bound: 'TOKEN_REFUSED',
  token_not_bound: 'TOKEN_REFUSED',
  key_mismatch: 'TOKEN_REFUSED',
  certificate_missing: 'TOKEN_REFUSED',
  certificate_mismatch: 'TOKEN_REFUSED',
  proof_missing: 'PROOF_REFUSED',
  proof_malformed: 'PROOF_REFUSED',
  proof_invalid: 'PROOF_REFUSED',
  proof_elsewhere: 'PROOF_REFUSED',
  proof_of_other_token: 'PROOF_REFUSED',
  proof_not_recent: 'PROOF_REFUSED',
  proof_replayed: 'PROOF_REFUSED',
  proof_without_nonce: 'NONCE_REQUIRED',
  authentication_too_old: 'AUTHENTICATION_INSUFFICIENT',
  authentication_too_weak: 'AUTHENTICATION_INSUFFICIENT',
  role_missing: 'ACCESS_DENIED',
  scope_missing: 'ACCESS_DENIED',
  organization_differs: 'ACCESS_DENIED',
  not_a_user: 'ACCESS_DENIED',
  demand_unmet: 'ACCESS_DENIED',
  issuer_unreachable: 'JUDGEMENT_UNAVAILABLE',
  issuer_mismatch: 'JUDGEMENT_UNAVAILABLE',
  issuer_unsuitable: 'JUDGEMENT_UNAVAILABLE',
  answer_unusable: 'JUDGEMENT_UNAVAILABLE',
  credential_refused: 'JUDGEMENT_UNAVAILABLE',
  too_many_pending: 'JUDGEMENT_UNAVAILABLE',
  end_not_shared: 'JUDGEMENT_UNAVAILABLE',
  replays_unknown: 'JUDGEMENT_UNAVAILABLE',
  configuration_invalid: 'CONFIGURATION_INVALID',
  principal_missing: 'PRINCIPAL_MISSING',
  eviction_malformed: 'EVICTION_MALFORMED',
  eviction_refused: 'EVICTION_REFUSED',
} as const satisfies Record<string, GuardErrorCode>

export type GuardReason = keyof typeof guardReasons

export interface GuardErrorOptions extends ErrorOptions {
  /** When it makes sense to come again. */
  readonly retryAfterSeconds?: number
}

/** Told apart by `code` and `reason`, never by message. `message` and `cause` are for the log. */
export class GuardError extends Error {
  override readonly name = 'GuardError'
  readonly code: GuardErrorCode
  readonly reason: GuardReason
  readonly retryAfterSeconds: number | undefined

  constructor(reason: GuardReason, detail: string, options?: GuardErrorOptions) {
    super(detail, options)
    this.reason = reason
    this.code = guardReasons[reason]
    this.retryAfterSeconds = options?.retryAfterSeconds
  }
}
