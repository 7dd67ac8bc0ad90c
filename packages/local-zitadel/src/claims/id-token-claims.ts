import type { OidcSession } from '../state/model.ts'
import { amrOf } from './amr.ts'

export interface IdTokenMaking {
  readonly issuer: string
  readonly now: number
  readonly grant: OidcSession
  /** Zero for the JWT bearer grant, whose id_token is over when it arrives (contract 2.1). */
  readonly lifetimeMs: number
  /** Setting of the application: `exp` later, `iat` and `auth_time` earlier by it (contract 6.4). */
  readonly clockSkewMs: number
  /** Of the access token that stands beside it, if one does. */
  readonly atHash?: string
  /** Claims about the user and his roles, as far as scopes and settings let them in. */
  readonly userClaims: Readonly<Record<string, unknown>>
}

/** The claims of an id_token (contract 6.4). `aud` has the client last where the audience does not hold it already. */
export function idTokenClaims(making: IdTokenMaking): Record<string, unknown> {
  const { grant, now, clockSkewMs } = making
  const amr = amrOf(grant.methods)
  return {
    ...making.userClaims,
    iss: making.issuer,
    sub: grant.userId,
    aud: [...new Set([...grant.audience, grant.clientId])],
    exp: seconds(now + making.lifetimeMs + clockSkewMs),
    iat: seconds(now - clockSkewMs),
    ...(grant.authTime === undefined ? {} : { auth_time: seconds(grant.authTime - clockSkewMs) }),
    ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
    ...(amr.length === 0 ? {} : { amr }),
    azp: grant.clientId,
    client_id: grant.clientId,
    ...(making.atHash === undefined ? {} : { at_hash: making.atHash }),
    ...(grant.sessionId === undefined ? {} : { sid: grant.sessionId }),
  }
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
