import { parseScope, scopesOfApplication } from '../claims/scopes.ts'
import type { RequestContext } from '../server/request-context.ts'
import { type Client, loadClient } from './active-client.ts'
import type { Form } from './form.ts'
import { parseLocales } from './locales.ts'
import { OAuthError } from './oauth-error.ts'
import { checkRedirectUri } from './redirect-uri.ts'
import { refuseRequestObject } from './request-object.ts'

/** An authorization request whose client and redirect URI may be answered to. */
export interface AuthorizeRequest {
  readonly client: Client
  readonly redirectUri: string
  readonly responseType: string
  readonly responseMode: string
  readonly scope: readonly string[]
  readonly state: string
  readonly nonce: string
  readonly codeChallenge: { readonly challenge: string; readonly method: 'S256' | 'plain' } | undefined
  readonly prompt: readonly string[]
  readonly maxAgeSeconds: number | undefined
  readonly uiLocales: readonly string[]
  readonly loginHint: string
  readonly idTokenHint: string
}

/**
 * Reads and checks an authorization request in the original's order (contract 4.8). What is wrong here is answered to the caller itself,
 * never by a redirect. `claims`, `acr_values` and `request_uri` are read by nobody.
 */
export function parseAuthorizeRequest(context: RequestContext, form: Form): AuthorizeRequest {
  const text = (name: string) => form.last(name) ?? ''
  const asked = parseMaxAge(text('max_age'))
  const requestObject = text('request')
  if (requestObject !== '') refuseRequestObject(requestObject, form, context.issuer)
  const client = clientOf(context, text('client_id'))
  if (text('redirect_uri') === '') throw new OAuthError('redirect_uri_missing_at_authorize')
  const prompt = text('prompt').split(' ')
  const maxAgeSeconds = checkPrompt(prompt, asked)
  const scope = parseScope(form.last('scope'))
  if (!scope) throw new OAuthError('scope_missing')
  checkRedirectUri(client.oidc, text('redirect_uri'), text('response_type'))
  checkResponseType(client, text('response_type'))
  return {
    client,
    redirectUri: text('redirect_uri'),
    responseType: text('response_type'),
    responseMode: text('response_mode'),
    scope: scopesOfApplication(scope, client.project),
    state: text('state'),
    nonce: text('nonce'),
    codeChallenge: parseChallenge(text('code_challenge'), text('code_challenge_method')),
    prompt: prompt.filter((value) => knownPrompts.has(value)),
    maxAgeSeconds,
    uiLocales: parseLocales(form.last('ui_locales')),
    loginHint: text('login_hint'),
    idTokenHint: text('id_token_hint'),
  }
}

function clientOf({ instance }: RequestContext, clientId: string): Client {
  if (clientId === '') throw new OAuthError('client_id_missing')
  const client = loadClient(instance, clientId)
  if (!client) throw new OAuthError('app_not_found')
  return client
}

/** An unsigned number of 64 bits at most, as the original's decoder takes it. */
function parseMaxAge(value: string): number | undefined {
  if (value === '') return undefined
  if (!/^[0-9]{1,20}$/.test(value) || BigInt(value) > 0xffff_ffff_ffff_ffffn)
    throw new OAuthError('form_undecodable')
  return Number(value)
}

/** `login` means a maximum age of zero; `none` stands alone (contract 4.6). */
function checkPrompt(prompt: readonly string[], maxAge: number | undefined): number | undefined {
  if (prompt.includes('none') && prompt.length > 1) throw new OAuthError('prompt_none_not_alone')
  return prompt.includes('login') ? 0 : maxAge
}

function checkResponseType({ oidc }: Client, responseType: string): void {
  if (responseType === '') throw new OAuthError('response_type_missing')
  if (!oidc.responseTypes.some((type) => type === responseType))
    throw new OAuthError('response_type_not_allowed')
}

/** Anything that is not `S256` is plain, and a method without a challenge is nothing (contract 4.7). */
function parseChallenge(challenge: string, method: string): AuthorizeRequest['codeChallenge'] {
  if (challenge === '') return undefined
  return { challenge, method: method === 'S256' ? 'S256' : 'plain' }
}

const knownPrompts: ReadonlySet<string> = new Set(['none', 'login', 'consent', 'select_account', 'create'])
