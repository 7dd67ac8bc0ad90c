import type { RequestContext } from '../server/request-context.ts'

/** Who calls an API: the holder of a good Bearer token. */
export interface Principal {
  readonly userId: string
  readonly organizationId: string
  readonly token: 'pat' | 'access_token' | 'session_token'
  /** The application that the token was issued to; set for access tokens of applications. */
  readonly clientId?: string
  /** The ZITADEL session behind a session token, or behind an access token that came from one. */
  readonly sessionId?: string
}

/** Why a Bearer token is not taken; `src/permissions/authenticate.ts` has the answers (contract 2.6). */
export type BearerRefusal =
  /** Bad, expired, revoked, or the audience lacks the ZITADEL project. */
  | 'invalid'
  /** The token has an actor. */
  | 'impersonation'
  /** No authentication method behind it. */
  | 'authentication_required'
  | 'mfa_required'
  /** A session token whose session is over its lifetime. */
  | 'session_expired'
  /** A session token of a session that does not exist (any more). */
  | 'session_not_existing'

/** Reads a Bearer token (PAT, access token, JWT access token, session token) as ZITADEL's API does. */
export type VerifyBearer = (
  token: string,
  context: RequestContext,
) => Promise<Principal | { readonly refused: BearerRefusal }>
