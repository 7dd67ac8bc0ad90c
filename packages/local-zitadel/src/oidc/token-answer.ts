import { accessTokenClaims } from '../claims/access-token-claims.ts'
import { idTokenClaims } from '../claims/id-token-claims.ts'
import { roleClaims } from '../claims/roles.ts'
import { ownClaims, standardClaims } from '../claims/user-claims.ts'
import type { RequestContext } from '../server/request-context.ts'
import type { Instance, OidcSession, User } from '../state/model.ts'
import { atHash } from '../tokens/at-hash.ts'
import { encryptOpaque } from '../tokens/opaque.ts'
import { signJwt } from '../tokens/sign-jwt.ts'
import { accessTokenText, namedKey, refreshTokenText } from '../tokens/token-text.ts'
import { activeWebKey } from '../tokens/web-key.ts'
import type { Client } from './active-client.ts'
import type { Issued } from './issue-tokens.ts'

/** What decides how the tokens of a grant look: settings of an application, or the fixed ones of service users. */
export interface TokenSettings {
  readonly projectId?: string
  readonly projectAssertsRoles: boolean
  readonly accessTokenType: 'bearer' | 'jwt'
  readonly rolesInAccessToken: boolean
  readonly rolesInIdToken: boolean
  readonly profileInIdToken: boolean
  readonly clockSkewMs: number
  readonly idTokenLifetimeMs: number
}

export function settingsOfClient(instance: Instance, { project, oidc }: Client): TokenSettings {
  return {
    projectId: project.id,
    projectAssertsRoles: project.roleAssertion,
    accessTokenType: oidc.accessTokenType,
    rolesInAccessToken: oidc.accessTokenRoleAssertion,
    rolesInIdToken: oidc.idTokenRoleAssertion,
    profileInIdToken: oidc.idTokenUserinfoAssertion,
    clockSkewMs: oidc.clockSkewMs,
    idTokenLifetimeMs: instance.oidcSettings.idTokenLifetimeMs,
  }
}

/** Members of a successful token answer (contract 6.3): no `scope`, a refresh token and an id_token only where they were granted. */
export interface TokenAnswer {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly refresh_token?: string
  readonly expires_in: number
  readonly id_token?: string
}

type Context = Pick<RequestContext, 'world' | 'instance' | 'issuer' | 'now'>

/** Writes the tokens that were issued; the signing keys are waited for if this is the instance's first use of them. */
export async function tokenAnswer(
  context: Context,
  issued: Issued,
  user: User,
  settings: TokenSettings,
): Promise<TokenAnswer> {
  await context.world.signingKeysReady()
  const accessToken = await accessTokenOf(context, issued, user, settings)
  const idToken = await idTokenOf(context, issued.grant, user, settings, accessToken)
  const refreshToken = await refreshTokenOf(context.instance, issued)
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    expires_in: expiresIn(issued.accessToken.expiresAt, context.now),
    ...(idToken === undefined ? {} : { id_token: idToken }),
  }
}

async function accessTokenOf(
  { instance, issuer, now }: Context,
  { grant, accessToken }: Issued,
  user: User,
  settings: TokenSettings,
): Promise<string> {
  if (settings.accessTokenType === 'bearer') {
    return encryptOpaque(instance.tokenKey, accessTokenText(grant.id, accessToken.id, grant.userId))
  }
  const { clockSkewMs } = settings
  const roles = settings.rolesInAccessToken ? rolesOf(instance, grant, settings) : {}
  const userClaims = { ...ownClaims(instance, user, grant.scope), ...roles }
  const id = `${grant.id}-${accessToken.id}`
  return signJwt(
    instance,
    accessTokenClaims({ issuer, now, grant, id, expiresAt: accessToken.expiresAt, clockSkewMs, userClaims }),
  )
}

/** Made for the scope `openid` alone; `accessToken` is absent in the implicit answer without one. */
export async function idTokenOf(
  { instance, issuer, now }: Context,
  grant: OidcSession,
  user: User,
  settings: TokenSettings,
  accessToken?: string,
): Promise<string | undefined> {
  if (!grant.scope.includes('openid')) return undefined
  const profile = settings.profileInIdToken ? standardClaims(instance, user, grant.scope) : {}
  const roles = settings.rolesInIdToken ? rolesOf(instance, grant, settings) : {}
  const algorithm = activeWebKey(instance).algorithm
  return signJwt(
    instance,
    idTokenClaims({
      issuer,
      now,
      grant,
      lifetimeMs: settings.idTokenLifetimeMs,
      clockSkewMs: settings.clockSkewMs,
      ...(accessToken === undefined ? {} : { atHash: atHash(accessToken, algorithm) }),
      userClaims: { ...profile, ...ownClaims(instance, user, grant.scope), ...roles },
    }),
  )
}

async function refreshTokenOf(
  instance: Instance,
  { grant, refreshToken }: Issued,
): Promise<string | undefined> {
  if (!refreshToken) return undefined
  const text = refreshTokenText(grant.id, refreshToken.id, grant.userId)
  return encryptOpaque(instance.tokenKey, text, { kid: namedKey })
}

function rolesOf(instance: Instance, grant: OidcSession, settings: TokenSettings): Record<string, unknown> {
  return roleClaims(instance, {
    userId: grant.userId,
    scopes: grant.scope,
    ...(settings.projectId === undefined ? {} : { projectId: settings.projectId }),
    projectAssertsRoles: settings.projectAssertsRoles,
    ownProjectOnly: false,
  })
}

/** Whole seconds that are left; a moment has passed since the token was made, so one less than its lifetime (contract 2.1). */
function expiresIn(expiresAt: number, now: number): number {
  return Math.max(0, Math.floor((expiresAt - now - 1) / 1000))
}
