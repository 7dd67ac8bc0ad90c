import type { Answer, RequestContext } from './request-context.ts'

/**
 * The seam to the OIDC endpoints: everything below `/.well-known/openid-configuration`, `/oauth/v2` and `/oidc/v1` (contract 1.1),
 * unknown paths there included. It answers always; a thrown error becomes a 500.
 */
export type OidcHandler = (request: RequestContext) => Promise<Answer>
