import type { Answer, RequestContext } from '../server/request-context.ts'
import { registerLogout } from '../logout/register-logout.ts'
import type { AuthRequest, Instance, LinkedSession, User } from '../state/model.ts'
import { decryptOpaque } from '../tokens/opaque.ts'
import { readTokenText } from '../tokens/token-text.ts'
import { isEnabled } from '../tokens/user-state.ts'
import type { Client } from './active-client.ts'
import { json } from './answer.ts'
import { authenticateClient } from './authenticate-client.ts'
import { checkCodeVerifier } from './code-verifier.ts'
import type { Form } from './form.ts'
import { type NewGrant, startGrant } from './issue-tokens.ts'
import { OAuthError } from './oauth-error.ts'
import { settingsOfClient, tokenAnswer } from './token-answer.ts'

/**
 * Grant `authorization_code` (contract 6.2). A refused exchange leaves the code good; a used code revokes nothing. Whether racing
 * exchanges all succeed, as in the original, is the race window's choice.
 */
export async function exchangeCode(context: RequestContext, form: Form): Promise<Answer> {
  const client = await authenticateClient(context, form)
  const authRequest = await authRequestOfCode(context.instance, form)
  const { linked, user } = checkExchange(context, client, authRequest, form)
  const gap = context.world.behaviour.raceWindow()
  if (gap) await gap
  authRequest.status = 'exchanged'
  context.world.changed('logins', authRequest)
  const refreshable =
    authRequest.scope.includes('offline_access') && client.oidc.grantTypes.includes('refresh_token')
  const issued = startGrant(context, grantOf(authRequest, linked, user), { refreshable })
  registerLogout(context.world, client.oidc, issued.grant)
  return json(await tokenAnswer(context, issued, user, settingsOfClient(context.instance, client)))
}

async function authRequestOfCode(instance: Instance, form: Form): Promise<AuthRequest> {
  const code = form.last('code') ?? ''
  if (code === '') throw new OAuthError('code_missing')
  if ((form.last('redirect_uri') ?? '') === '') throw new OAuthError('redirect_uri_missing')
  const text = await decryptOpaque(instance.tokenKey, code)
  const read = text === undefined ? undefined : readTokenText(text)
  if (read?.kind !== 'code') throw new OAuthError('code_invalid')
  const authRequest = instance.authRequests.get(read.authRequestId)
  if (!authRequest) throw new OAuthError('code_used')
  return authRequest
}

/** The checks in the order the original makes them. Holds no await: what it saw is still so when the code is marked as used. */
function checkExchange(
  { instance, now }: RequestContext,
  client: Client,
  authRequest: AuthRequest,
  form: Form,
): { linked: LinkedSession; user: User } {
  const { linked } = authRequest
  if (authRequest.status !== 'linked' || !linked) throw new OAuthError('code_used')
  checkSession(instance, linked, now)
  const user = instance.users.get(linked.userId)
  if (!isEnabled(user)) throw new OAuthError('user_not_active')
  if (authRequest.clientId !== client.application.clientId) throw new OAuthError('code_of_other_client')
  const publicClient = client.oidc.authMethodType === 'none'
  checkCodeVerifier(form.last('code_verifier') ?? '', authRequest.codeChallenge, { publicClient })
  if (form.last('redirect_uri') !== authRequest.redirectUri) throw new OAuthError('redirect_uri_differs')
  return { linked, user }
}

/** The session must live at this moment too, not only when it was bound. */
function checkSession(instance: Instance, linked: LinkedSession, now: number): void {
  const session = instance.sessions.get(linked.sessionId)
  if (!session) throw new OAuthError('session_missing')
  if (session.state !== 'active') throw new OAuthError('session_terminated')
  if (session.expiresAt !== undefined && session.expiresAt <= now) throw new OAuthError('session_expired')
}

function grantOf(authRequest: AuthRequest, linked: LinkedSession, user: User): NewGrant {
  return {
    grant: 'authorization_code',
    userId: user.id,
    organizationId: user.organizationId,
    clientId: authRequest.clientId,
    sessionId: linked.sessionId,
    scope: authRequest.scope,
    audience: authRequest.audience,
    ...(authRequest.nonce === undefined ? {} : { nonce: authRequest.nonce }),
    ...(linked.authTime === undefined ? {} : { authTime: linked.authTime }),
    methods: linked.methods,
  }
}
