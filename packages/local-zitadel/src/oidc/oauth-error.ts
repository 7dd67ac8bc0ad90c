import { type OAuthErrorCode, oauthErrors } from './oauth-errors.ts'

/** A refusal by an OIDC endpoint (RFC 6749 5.2), thrown where it is found and answered in one place. */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode
  readonly status: number
  /** As on the wire. */
  readonly error: string
  readonly description: string | undefined

  /** `named` fills the place that the description holds for what the request named. */
  constructor(code: OAuthErrorCode, named = '') {
    super(code)
    const [error, description, status]: readonly [string, string | undefined, number?] = oauthErrors[code]
    this.code = code
    this.status = status ?? 400
    this.error = error
    this.description = description?.replace('%', () => named)
  }
}
