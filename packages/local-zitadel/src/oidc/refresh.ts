import type { Answer, RequestContext } from '../server/request-context.ts'
import type { Instance, OidcSession, User } from '../state/model.ts'
import { decryptOpaque } from '../tokens/opaque.ts'
import { readTokenText } from '../tokens/token-text.ts'
import { isEnabled } from '../tokens/user-state.ts'
import type { Client } from './active-client.ts'
import { json } from './answer.ts'
import { authenticateClient } from './authenticate-client.ts'
import type { Form } from './form.ts'
import { isLiveRefreshToken, type RefreshToken, renewGrant } from './issue-tokens.ts'
import { OAuthError } from './oauth-error.ts'
import { settingsOfClient, tokenAnswer } from './token-answer.ts'

/**
 * Grant `refresh_token` (contract 6.7): every use rotates it, and the old access token dies at once. The ZITADEL session plays no part,
 * a narrower `scope` changes nothing, and an old token does the new one no harm. Racing uses: the race window decides.
 */
export async function refresh(context: RequestContext, form: Form): Promise<Answer> {
  const client = await authenticateClient(context, form)
  const { grant, tokenId } = await grantOfToken(context.instance, form)
  const { user, spent } = checkRefresh(context, client, grant, tokenId, form)
  const gap = context.world.behaviour.raceWindow()
  if (gap) await gap
  const issued = renewGrant(context, grant, spent)
  return json(await tokenAnswer(context, issued, user, settingsOfClient(context.instance, client)))
}

async function grantOfToken(
  instance: Instance,
  form: Form,
): Promise<{ grant: OidcSession; tokenId: string }> {
  const token = form.last('refresh_token') ?? ''
  if (token === '') throw new OAuthError('refresh_token_missing')
  const text = await decryptOpaque(instance.tokenKey, token)
  const read = text === undefined ? undefined : readTokenText(text)
  if (read?.kind !== 'refresh_token' && read?.kind !== 'access_token')
    throw new OAuthError('refresh_token_garbage')
  const grant = instance.oidcSessions.get(read.oidcSessionId)
  if (grant?.userId !== read.userId) throw new OAuthError('refresh_token_invalid')
  return { grant, tokenId: read.tokenId }
}

function checkRefresh(
  { instance, now }: RequestContext,
  client: Client,
  grant: OidcSession,
  tokenId: string,
  form: Form,
): { user: User; spent: RefreshToken } {
  const spent = grant.refreshToken
  if (!spent || spent.id !== tokenId || !isLiveRefreshToken(spent, now))
    throw new OAuthError('refresh_token_invalid')
  const user = instance.users.get(grant.userId)
  if (!isEnabled(user)) throw new OAuthError('user_not_active')
  if (grant.clientId !== client.application.clientId) throw new OAuthError('refresh_token_of_other_client')
  const asked = (form.last('scope') ?? '').split(' ').filter((scope) => scope !== '')
  if (!asked.every((scope) => grant.scope.includes(scope))) throw new OAuthError('scope_not_granted')
  return { user, spent }
}
