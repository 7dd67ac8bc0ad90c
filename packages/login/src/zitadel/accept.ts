import type { Now } from '@postern/protocol'
import type { JWTVerifyGetKey } from 'jose'
import type { AcceptedLogin } from '../driver.ts'
import { LoginError } from '../errors.ts'
import type { CheckedSettings } from '../settings.ts'
import type { SufficientAttempt } from '../sufficiency/sufficient-attempt.ts'
import { validateIdToken } from '../validate/id-token.ts'
import { checkProven } from '../validate/proven.ts'
import { readRoles, rolesClaim } from '../validate/roles.ts'
import type { TokenEndpoint, UnvalidatedTokens } from './token-endpoint.ts'

export interface AcceptDeps {
  readonly settings: CheckedSettings
  readonly keys: JWTVerifyGetKey
  readonly now: Now
  readonly tokenEndpoint: TokenEndpoint
}

/**
 * Turns tokens into a login, or refuses them: the ID token by its signature and claims, against what was sent (`nonce`) and what
 * was proven (`sub`, `sid`, `auth_time`, `amr`). Only then is userinfo asked, and used only for the same subject (CODE-3).
 *
 * Rejects with `TOKEN_REJECTED`, or with what asking for keys or userinfo failed with.
 */
export async function acceptTokens(
  tokens: UnvalidatedTokens,
  { nonce, sufficient }: { readonly nonce: string; readonly sufficient: SufficientAttempt },
  { settings, keys, now, tokenEndpoint }: AcceptDeps,
): Promise<AcceptedLogin> {
  const { accessToken, idToken, refreshToken, expiresAt } = tokens
  if (idToken === null) throw new LoginError('TOKEN_REJECTED', 'no id_token')
  // No refresh token is asked for: in this flow nobody would ever revoke it (contract 6.7).
  if (refreshToken !== null) throw new LoginError('TOKEN_REJECTED', 'a refresh token that was not asked for')
  const valid = await validateIdToken(
    idToken,
    {
      issuer: settings.issuer,
      clientId: settings.application.clientId,
      projectId: settings.projectId,
      nonce,
      accessToken,
    },
    { keys, now },
  )
  checkProven(valid.claims, sufficient)
  const claims = needsUserinfo(valid.all, settings)
    ? { ...(await tokenEndpoint.userinfo(accessToken, valid.claims.sub)), ...valid.all }
    : valid.all
  return {
    tokens: { accessToken, idToken, accessTokenExpiresAt: expiresAt },
    subject: valid.claims.sub,
    zitadelSessionId: sufficient.sessionId,
    organizationId: sufficient.organizationId,
    methods: sufficient.methods,
    authTime: (valid.claims.auth_time ?? 0) * 1000,
    roles: readRoles(claims, settings.projectId),
    claims,
    otherAudiences: valid.otherAudiences,
  }
}

/**
 * contract 6.4: what the scopes promise stands in the ID token only if the application says so, roles by a setting of their own. Who has
 * none has no claim either (contract 6.6): only userinfo tells that apart.
 */
function needsUserinfo(
  claims: Readonly<Record<string, unknown>>,
  { profile, scopes, projectId }: CheckedSettings,
): boolean {
  if (profile === 'id_token_only') return false
  const lacks = (scope: string, claim: string): boolean =>
    scopes.includes(scope) && claims[claim] === undefined
  return (
    lacks('profile', 'preferred_username') ||
    lacks('email', 'email') ||
    claims[rolesClaim(projectId)] === undefined
  )
}
