import { terminateSession } from '../logout/terminate-session.ts'
import type { Answer, RequestContext } from '../server/request-context.ts'
import { signJwt } from '../tokens/sign-jwt.ts'
import { verifyOwnJwt } from '../tokens/verify-own-jwt.ts'
import { type Client, loadClient } from './active-client.ts'
import { redirect } from './answer.ts'
import { type Form, parseForm } from './form.ts'
import { parseLocales } from './locales.ts'
import { logoutUrl } from './login-url.ts'
import { OAuthError } from './oauth-error.ts'
import { addToQuery } from './query-text.ts'
import { isRegistered } from './redirect-uri.ts'

const oldDone = '/ui/login/logout/done'
const done = '/logout/done'

/**
 * The end session endpoint (contract 7.4). A hint of ours, also an expired one, ends its session without further ado; without a hint the
 * browser is sent to the login to choose.
 */
export async function endSession(context: RequestContext): Promise<Answer> {
  const form = parseForm(context)
  const hint = await readHint(context, form)
  const client = clientOf(context, hint?.client ?? form.last('client_id') ?? '')
  const target = targetOf(client, form)
  const after = target === oldDone ? done : target
  if (!hint) return redirect(context, await withoutHint(context, form, client, target, after))
  const session = context.instance.sessions.get(hint.sessionId ?? '')
  if (session?.state === 'active') terminateSession(context.world, session, context.now)
  return redirect(context, after)
}

interface Hint {
  readonly client: string
  readonly sessionId: string | undefined
}

async function readHint({ instance, issuer }: RequestContext, form: Form): Promise<Hint | undefined> {
  const given = form.last('id_token_hint') ?? ''
  if (given === '') return undefined
  const jwt = await verifyOwnJwt(instance, issuer, given)
  // A well-formed hint that we did not sign is an internal error to the original (contract 7.4).
  if ('refused' in jwt) throw new OAuthError(jwt.refused === 'forged' ? 'hint_forged' : 'hint_invalid')
  const { azp, sid } = jwt.verified
  if (typeof azp !== 'string') throw new OAuthError('hint_invalid')
  const named = form.last('client_id') ?? ''
  if (named !== '' && named !== azp) throw new OAuthError('hint_of_other_client')
  return { client: azp, sessionId: typeof sid === 'string' ? sid : undefined }
}

function clientOf({ instance }: RequestContext, clientId: string): Client | undefined {
  if (clientId === '') return undefined
  const client = loadClient(instance, clientId)
  if (!client) throw new OAuthError('app_not_found')
  return client
}

/** Where to go afterwards: a registered address of the client; without a client the address asked for is passed over. */
function targetOf(client: Client | undefined, form: Form): string {
  const asked = form.last('post_logout_redirect_uri') ?? ''
  const state = form.last('state') ?? ''
  const { postLogoutRedirectUris = [], developmentMode = false } = client?.oidc ?? {}
  const given = client !== undefined && asked !== ''
  if (given && !isRegistered(postLogoutRedirectUris, asked, developmentMode)) {
    throw new OAuthError('post_logout_redirect_uri_invalid')
  }
  const target = given ? asked : oldDone
  return state === '' ? target : addToQuery(target, { state })
}

/** To the login's own logout page, with everything once more in a token that the login can trust; under login v1 straight on. */
async function withoutHint(
  context: RequestContext,
  form: Form,
  client: Client | undefined,
  target: string,
  after: string,
): Promise<string> {
  const { instance, headers, world } = context
  const loginClient = headers['x-zitadel-login-client'] ?? ''
  if (loginClient === '' && !instance.features.loginV2.required) return target
  await world.signingKeysReady()
  const logoutHint = form.last('logout_hint') ?? ''
  const locales = parseLocales(form.last('ui_locales'))
  const claims = {
    post_logout_redirect_uri: after,
    ...(logoutHint === '' ? {} : { logout_hint: logoutHint }),
    ...(locales.length === 0 ? {} : { ui_locales: locales }),
  }
  return logoutUrl(instance, client?.oidc, {
    post_logout_redirect: after,
    ...(logoutHint === '' ? {} : { logout_hint: logoutHint }),
    ...(locales.length === 0 ? {} : { ui_locales: locales.join(' ') }),
    logout_token: await signJwt(instance, claims),
  })
}
