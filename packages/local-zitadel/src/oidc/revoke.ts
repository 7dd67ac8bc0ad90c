import type { Answer, RequestContext } from '../server/request-context.ts'
import type { OidcSession } from '../state/model.ts'
import { decryptOpaque } from '../tokens/opaque.ts'
import { readTokenText, type TokenText } from '../tokens/token-text.ts'
import { verifyOwnJwt } from '../tokens/verify-own-jwt.ts'
import { empty } from './answer.ts'
import { authenticateClient } from './authenticate-client.ts'
import { parseForm } from './form.ts'
import { isLiveRefreshToken } from './issue-tokens.ts'
import { OAuthError } from './oauth-error.ts'

/**
 * Revocation (RFC 7009, contract 7.3). The hint changes nothing; an unknown token is a success. Every client in the token's audience may
 * revoke it, so a sibling of the same project too; only one outside of it is refused.
 */
export async function revoke(context: RequestContext): Promise<Answer> {
  const form = parseForm(context)
  const client = await authenticateClient(context, form)
  const given = form.last('token') ?? ''
  if (given === '') throw new OAuthError('token_missing')
  const read = await readToken(given, context)
  const grant = read && context.instance.oidcSessions.get(read.oidcSessionId)
  if (!read || !grant) return empty()
  if (!grant.audience.includes(client.application.clientId)) throw new OAuthError('token_of_other_client')
  revokeToken(grant, read, context.now)
  context.world.changed('logins', grant)
  return empty()
}

type GrantToken = Extract<TokenText, { kind: 'access_token' | 'refresh_token' }>

async function readToken(token: string, context: RequestContext): Promise<GrantToken | undefined> {
  const text = (await decryptOpaque(context.instance.tokenKey, token)) ?? (await textOfJwt(token, context))
  const read = text === undefined ? undefined : readTokenText(text)
  return read?.kind === 'access_token' || read?.kind === 'refresh_token' ? read : undefined
}

async function textOfJwt(token: string, { instance, issuer }: RequestContext): Promise<string | undefined> {
  const jwt = await verifyOwnJwt(instance, issuer, token)
  return 'verified' in jwt ? `${String(jwt.verified['jti'])}:${String(jwt.verified['sub'])}` : undefined
}

/** A refresh token takes its access token with it, an access token goes alone. One of either kind that is over changes nothing. */
function revokeToken(grant: OidcSession, { kind, tokenId }: GrantToken, now: number): void {
  const { accessToken, refreshToken } = grant
  if (kind === 'access_token' && accessToken?.id === tokenId) accessToken.revoked = true
  if (kind === 'refresh_token' && refreshToken?.id === tokenId && isLiveRefreshToken(refreshToken, now)) {
    refreshToken.revoked = true
    if (accessToken) accessToken.revoked = true
  }
}
