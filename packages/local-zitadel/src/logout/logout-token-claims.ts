import type { LogoutRegistration } from '../state/model.ts'

export interface LogoutTokenMaking {
  readonly issuer: string
  readonly now: number
  readonly registration: LogoutRegistration
  readonly sessionId: string
  /** The same at every try. */
  readonly jti: string
}

const lifetimeMs = 15 * 60_000
const skewMs = 1_000

/** The claims of a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4, contract 9): made a second ago, good for a quarter of an hour. */
export function logoutTokenClaims(making: LogoutTokenMaking): Record<string, unknown> {
  const { issuer, now, registration, sessionId, jti } = making
  return {
    iss: issuer,
    sub: registration.userId,
    aud: [registration.clientId],
    iat: Math.floor((now - skewMs) / 1000),
    exp: Math.floor((now + lifetimeMs) / 1000),
    jti,
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    sid: sessionId,
  }
}
