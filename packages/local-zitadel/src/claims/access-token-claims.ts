import type { OidcSession } from '../state/model.ts'

export interface AccessTokenMaking {
  readonly issuer: string
  readonly now: number
  readonly grant: OidcSession
  /** `V2_…-at_…`. */
  readonly id: string
  readonly expiresAt: number
  readonly clockSkewMs: number
  /** Claims of ZITADEL's own scopes and of roles; never the profile. */
  readonly userClaims: Readonly<Record<string, unknown>>
}

/**
 * The claims of an access token that is a JWT (contract 6.5): no `scope`, `azp`, `sid`, `auth_time` or `amr`. An empty audience becomes
 * the client.
 */
export function accessTokenClaims(making: AccessTokenMaking): Record<string, unknown> {
  const { grant } = making
  const issuedAt = Math.floor((making.now - making.clockSkewMs) / 1000)
  return {
    ...making.userClaims,
    iss: making.issuer,
    sub: grant.userId,
    aud: grant.audience.length === 0 ? [grant.clientId] : grant.audience,
    exp: Math.floor((making.expiresAt + making.clockSkewMs) / 1000),
    iat: issuedAt,
    nbf: issuedAt,
    client_id: grant.clientId,
    jti: making.id,
  }
}
