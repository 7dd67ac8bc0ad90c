import { isLiveRefreshToken } from '../oidc/issue-tokens.ts'
import { liveTokenOf } from '../tokens/load-access-token.ts'
import { isEnabled } from '../tokens/user-state.ts'
import type { AuthRequest, Instance, OidcSession } from './model.ts'

/** What lives in a server at one moment, by id. Plain data, for tests that ask what a killed program has left behind. */
export interface Inspection {
  /** ZITADEL sessions that have neither ended nor expired. */
  readonly sessions: readonly { readonly id: string; readonly userId: string | null }[]
  /** All authorization requests that are not forgotten. */
  readonly authRequests: readonly { readonly id: string; readonly status: AuthRequest['status'] }[]
  /** Grants with a token that would be taken now. */
  readonly oidcSessions: readonly {
    readonly id: string
    readonly sessionId: string | null
    readonly accessToken: boolean
    readonly refreshToken: boolean
  }[]
}

export function inspectInstance(instance: Instance, now: number): Inspection {
  return {
    sessions: [...instance.sessions.values()]
      .filter(({ state, expiresAt }) => state === 'active' && (expiresAt ?? Infinity) > now)
      .map(({ id, user }) => ({ id, userId: user?.id ?? null })),
    authRequests: [...instance.authRequests.values()].map(({ id, status }) => ({ id, status })),
    oidcSessions: [...instance.oidcSessions.values()]
      .map((grant) => ({
        id: grant.id,
        sessionId: grant.sessionId ?? null,
        accessToken: hasAccessToken(instance, grant, now),
        refreshToken: hasRefreshToken(instance, grant, now),
      }))
      .filter(({ accessToken, refreshToken }) => accessToken || refreshToken),
  }
}

function hasAccessToken(instance: Instance, { id, userId, accessToken }: OidcSession, now: number): boolean {
  if (accessToken === undefined) return false
  const read = { kind: 'access_token', oidcSessionId: id, tokenId: accessToken.id, userId } as const
  return liveTokenOf(read, { instance, issuer: '', now }) !== undefined
}

function hasRefreshToken(instance: Instance, { userId, refreshToken }: OidcSession, now: number): boolean {
  return (
    refreshToken !== undefined &&
    isLiveRefreshToken(refreshToken, now) &&
    isEnabled(instance.users.get(userId))
  )
}
