import { as } from './callers.ts'
import { callback, clientIdOf, keys, loginNameOf, password } from './names.ts'
import { newChallenge } from './proofs.ts'
import { type Caller, del, get, post, postForm, type Request } from './request.ts'
import { assertion, type Signing } from './signing.ts'
import { aside, type Step } from './table.ts'
import type { Fields } from './values.ts'

/** How an application authenticates at the token endpoint: by a header, by fields of the form, or not at all. */
export interface Client {
  readonly caller: Caller
  readonly fields: Fields
}

function bySecret(application: string): Client {
  const secret = `{${application}.oidcConfiguration.clientSecret}`
  return { caller: as.basic(clientIdOf(application), secret), fields: {} }
}

function byName(application: string): Client {
  return { caller: as.nobody, fields: { client_id: clientIdOf(application) } }
}

function byApiSecret(application: string): Client {
  const { clientId, clientSecret } = {
    clientId: `{${application}.apiConfiguration.clientId}`,
    clientSecret: `{${application}.apiConfiguration.clientSecret}`,
  }
  return { caller: as.basic(clientId, clientSecret), fields: {} }
}

/** With the key file of an application, and with claims or signature that are not as they should be. */
export function byAssertion(keptKey: string, claims: Fields = {}, signing: Signing = {}): Client {
  const fields = {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion(keptKey, claims, signing),
  }
  return { caller: as.nobody, fields }
}

/** The applications of set-up, each with the authentication that it was made for. */
export const by = {
  webjwt: byAssertion(keys.webjwt),
  webbasic: bySecret('webbasic'),
  webpost: bySecret('webpost'),
  norefresh: bySecret('norefresh'),
  plain: bySecret('plain'),
  access: bySecret('access'),
  bcl: bySecret('bcl'),
  spa: byName('spa'),
  spauserinfo: byName('spauserinfo'),
  apibasic: byApiSecret('apibasic'),
  apiforeign: byApiSecret('apiforeign'),
  apijwt: byAssertion(keys.apijwt),
  nobody: { caller: as.nobody, fields: {} },
} as const satisfies Record<string, Client>

/** What an application usually asks for. `undefined` leaves a parameter out. */
export function authorize(application: string, changes: Fields = {}, headers: Fields = {}): Request {
  return get('/oauth/v2/authorize', as.nobody, {
    query: {
      client_id: clientIdOf(application),
      redirect_uri: callback,
      response_type: 'code',
      scope: 'openid profile email offline_access',
      state: 'st-123',
      nonce: 'nonce-1',
      code_challenge: newChallenge,
      code_challenge_method: 'S256',
      ...changes,
    },
    headers,
  })
}

export const withoutPkce: Fields = { code_challenge: undefined, code_challenge_method: undefined }

/** A session of a user whose password is right, or that was only named. */
export function createSession(user: string, more: Fields = {}): Request {
  const checks = { user: { loginName: loginNameOf(user) }, password: { password } }
  return post('/v2/sessions', as.loginClient, { checks, ...more })
}

export function nameUser(user: string): Request {
  return post('/v2/sessions', as.loginClient, { checks: { user: { loginName: loginNameOf(user) } } })
}

/** CreateCallback: binds a kept session to a kept authorization request. */
export function bind(request: string, session: string, caller: Caller = as.loginClient): Request {
  const ids = { sessionId: `{${session}.sessionId}`, sessionToken: `{${session}.sessionToken}` }
  return post(`/v2/oidc/auth_requests/{${request}.authRequest}`, caller, { session: ids })
}

/** Everything up to a new code for an application, kept as `{callback.code}` with `{pkce.verifier}`. */
export function newCode(application: string, changes: Fields = {}): readonly Step[] {
  return [
    aside(createSession('alice'), { keep: 'session' }),
    aside(authorize(application, changes), { keep: 'request' }),
    aside(bind('request', 'session'), { keep: 'callback' }),
  ]
}

export function tokenRequest(fields: Fields, caller: Caller = as.nobody): Request {
  return postForm('/oauth/v2/token', caller, fields)
}

/** Exchanges the newest code. `undefined` leaves a parameter out. */
export function redeem(client: Client, changes: Fields = {}): Request {
  const fields = {
    grant_type: 'authorization_code',
    code: '{callback.code}',
    redirect_uri: callback,
    code_verifier: '{pkce.verifier}',
    ...client.fields,
    ...changes,
  }
  return tokenRequest(fields, client.caller)
}

export interface Login {
  /** What the tokens are kept as, `{tokens.access_token}`; the session as `{tokensSession.sessionId}`. */
  readonly keep?: string
  /** What the application asks for beside the usual. */
  readonly asking?: Fields
  /** A kept session that is bound instead of a new one. */
  readonly session?: string
}

/** A whole login that the recording does not hold. */
export function logIn(application: keyof typeof by, user: string, login: Login = {}): readonly Step[] {
  const { keep = 'tokens', asking = {}, session = `${keep}Session` } = login
  return [
    ...(login.session === undefined ? [aside(createSession(user), { keep: session })] : []),
    aside(authorize(application, asking), { keep: 'request' }),
    aside(bind('request', session), { keep: 'callback' }),
    aside(redeem(by[application]), { keep }),
  ]
}

export function refresh(client: Client, token: string, changes: Fields = {}): Request {
  const fields = { grant_type: 'refresh_token', refresh_token: token, ...client.fields, ...changes }
  return tokenRequest(fields, client.caller)
}

export function introspect(client: Client, token: string | undefined): Request {
  return postForm('/oauth/v2/introspect', client.caller, { token, ...client.fields })
}

export function revoke(client: Client, token: string, changes: Fields = {}): Request {
  return postForm('/oauth/v2/revoke', client.caller, { token, ...client.fields, ...changes })
}

/** The end of a kept session, through the Session API. */
export function endSession(session: string): Request {
  return del(`/v2/sessions/{${session}.sessionId}`, as.loginClient)
}

export function readSession(session: string): Request {
  return get(`/v2/sessions/{${session}.sessionId}`, as.loginClient)
}

export function userinfo(token: string): Request {
  return get('/oidc/v1/userinfo', as.bearer(token))
}
