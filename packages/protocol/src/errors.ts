/**
 * Every way in which something that an RFC describes can be wrong. Status and title are all that a browser may learn of it
 * (RFC 9457).
 */
export const protocolErrors = {
  ISSUER_MISMATCH: { status: 502, title: 'The identity provider is not the one that was expected.' },
  ISSUER_INVALID: { status: 500, title: 'The identity provider is not configured correctly.' },
  METADATA_MALFORMED: {
    status: 502,
    title: 'The identity provider describes itself in a way that cannot be used.',
  },
  ENDPOINT_INSECURE: {
    status: 502,
    title: 'The identity provider offers an endpoint that is not safe to use.',
  },
  FEATURE_NOT_OFFERED: {
    status: 502,
    title: 'The identity provider lacks something that this application requires.',
  },
  CALLBACK_ELSEWHERE: {
    status: 502,
    title: 'The identity provider answered to another address than the one asked for.',
  },
  CALLBACK_MALFORMED: { status: 502, title: 'The answer of the identity provider cannot be understood.' },
  STATE_MISMATCH: {
    status: 403,
    title: 'The answer of the identity provider does not belong to this login.',
  },
  TOKEN_RESPONSE_MALFORMED: {
    status: 502,
    title: 'The answer of the identity provider cannot be understood.',
  },
  ID_TOKEN_MALFORMED: { status: 502, title: 'The answer of the identity provider cannot be understood.' },
  INTROSPECTION_MALFORMED: {
    status: 503,
    title: 'The identity provider could not say whether the token is good.',
  },
  ACCESS_TOKEN_MALFORMED: { status: 401, title: 'The access token is not written as it must be.' },
  BASE64URL_MALFORMED: { status: 400, title: 'A value is not written as it must be.' },
  VERIFIER_MALFORMED: { status: 500, title: 'A code verifier is not written as it must be.' },
  CHALLENGE_MALFORMED: { status: 502, title: 'An authentication challenge cannot be understood.' },
  SCOPE_MALFORMED: { status: 400, title: 'A scope is not written as it must be.' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProtocolErrorCode = keyof typeof protocolErrors

/** Told apart by `code`, never by message. `message` and `cause` are for the log, and hold no secret. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ProtocolErrorCode

  constructor(code: ProtocolErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ?? code, options)
    this.code = code
  }

  /** The part of an error that may leave the process (RFC 9457). */
  toProblem(): { readonly status: number; readonly title: string; readonly code: ProtocolErrorCode } {
    return { ...protocolErrors[this.code], code: this.code }
  }
}
