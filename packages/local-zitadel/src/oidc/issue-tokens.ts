import type { RequestContext } from '../server/request-context.ts'
import type { Instance, OidcSession } from '../state/model.ts'
import type { World } from '../state/world.ts'
import { hasEndedSession } from '../tokens/load-access-token.ts'

export type AccessToken = NonNullable<OidcSession['accessToken']>
export type RefreshToken = NonNullable<OidcSession['refreshToken']>

/** A grant and the very tokens that one request made for it; a racing request may put others in their place before they are sent. */
export interface Issued {
  readonly grant: OidcSession
  readonly accessToken: AccessToken
  readonly refreshToken?: RefreshToken
}

type Context = Pick<RequestContext, 'world' | 'instance' | 'now'>

export type NewGrant = Omit<OidcSession, 'id' | 'createdAt' | 'accessToken' | 'refreshToken'>

/** Stores a new grant with its first tokens. Writes in one go: nothing can come between. */
export function startGrant(
  context: Context,
  given: NewGrant,
  options: { readonly refreshable: boolean },
): Issued {
  const { world, instance, now } = context
  const grant: OidcSession = { ...given, id: `V2_${world.nextId()}`, createdAt: now }
  const accessToken = newAccessToken(context, grant)
  const refreshToken = options.refreshable ? newRefreshToken(world, instance, now) : undefined
  grant.accessToken = accessToken
  if (refreshToken) grant.refreshToken = refreshToken
  instance.oidcSessions.set(grant.id, grant)
  world.changed('logins', grant)
  return refreshToken ? { grant, accessToken, refreshToken } : { grant, accessToken }
}

/**
 * Puts new tokens in the place of a grant's old ones, which die with it (contract 6.7). The idle time starts again, the absolute one does
 * not.
 */
export function renewGrant(context: Context, grant: OidcSession, spent: RefreshToken): Issued {
  const { world, instance, now } = context
  const accessToken = newAccessToken(context, grant)
  const refreshToken = { ...newRefreshToken(world, instance, now), expiresAt: spent.expiresAt }
  grant.accessToken = accessToken
  grant.refreshToken = refreshToken
  world.changed('logins', grant)
  return { grant, accessToken, refreshToken }
}

/** Whether a refresh token may be used at this moment: not revoked, not idle too long, not at its absolute end (contract 6.7). */
export function isLiveRefreshToken(token: RefreshToken, now: number): boolean {
  return !token.revoked && now < token.expiresAt && now < token.idleExpiresAt
}

function newAccessToken({ world, instance, now }: Context, grant: OidcSession): AccessToken {
  return {
    id: `at_${world.nextId()}`,
    createdAt: now,
    expiresAt: now + instance.oidcSettings.accessTokenLifetimeMs,
    revoked: false,
    ...(hasEndedSession(instance, grant) ? { outlivesSession: true as const } : {}),
  }
}

function newRefreshToken(world: World, { oidcSettings }: Instance, now: number): RefreshToken {
  return {
    id: `rt_${world.nextId()}`,
    createdAt: now,
    expiresAt: now + oidcSettings.refreshTokenExpirationMs,
    idleExpiresAt: now + oidcSettings.refreshTokenIdleExpirationMs,
    revoked: false,
  }
}
