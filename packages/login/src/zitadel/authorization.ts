import { createPkce, encodeBase64Url, formatScope, isPlainUrlText, type RandomBytes } from '@postern/protocol'
import { isLoginError, LoginError } from '../errors.ts'
import type { CheckedSettings } from '../settings.ts'
import { checkNotBusy } from './api-error.ts'
import type { AuthRequestApi } from './auth-request-api.ts'
import { checkAuthRequest } from './check-auth-request.ts'
import type { Discovery } from './discovery.ts'
import type { IssuerHttp } from './issuer-http.ts'
import type { SentAuthorization } from './sent-authorization.ts'

export interface AuthorizationDeps {
  readonly settings: CheckedSettings
  readonly call: IssuerHttp
  readonly discovery: Discovery
  readonly randomBytes: RandomBytes
  readonly loginClientId: () => Promise<string | null>
  readonly authRequests: Pick<AuthRequestApi, 'read' | 'refuse'>
}

/**
 * Begins an authorization and reads it back as ZITADEL has it: what does not equal what was sent is given to nobody, so that nothing
 * else can ever be bound (AUTHZ-7). ZITADEL changes no request but by its end, so once is enough.
 */
export async function beginAuthorization(deps: AuthorizationDeps): Promise<SentAuthorization> {
  const sent = await sendAuthorization(deps)
  try {
    checkAuthRequest(await deps.authRequests.read(sent.id), sent, deps.settings)
    return sent
  } catch (error) {
    // One that is not what was sent is another's, and left alone. Ours will be finished by nobody.
    if (!isLoginError(error, 'BINDING_REFUSED'))
      await deps.authRequests.refuse(sent.id).catch(() => undefined)
    throw error
  }
}

/**
 * Begins it as a user agent: code with PKCE S256 (AUTHZ-1), state, nonce (AUTHZ-4), a random tag as `login_hint`. The redirect is
 * not followed; what is taken from it is the request's id, and only if it points to a login (AUTHZ-6, contract 4.3). Sends no cookie
 * and no credential (contract 4.1).
 */
async function sendAuthorization(deps: AuthorizationDeps): Promise<SentAuthorization> {
  const { settings, call, discovery, randomBytes } = deps
  const { authorization_endpoint: endpoint } = await discovery()
  const { verifier, challenge, method } = createPkce(randomBytes)
  const sent = {
    verifier,
    state: encodeBase64Url(randomBytes(32)),
    nonce: encodeBase64Url(randomBytes(32)),
    tag: `postern-${encodeBase64Url(randomBytes(16))}`,
  }
  const url = new URL(endpoint)
  url.search = new URLSearchParams({
    client_id: settings.application.clientId,
    redirect_uri: settings.redirectUri,
    response_type: 'code',
    scope: formatScope(settings.scopes),
    state: sent.state,
    nonce: sent.nonce,
    code_challenge: challenge,
    code_challenge_method: method,
    login_hint: sent.tag,
  }).toString()
  const loginClientId = await deps.loginClientId()
  const response = await call(
    {
      method: 'GET',
      url: url.href,
      // contract 4.2: makes it a request of the new login where the instance's feature is off
      headers: loginClientId === null ? {} : { 'x-zitadel-login-client': loginClientId },
    },
    settings.callTimeoutMs,
  )
  checkNotBusy(response, 'authorize')
  return { ...sent, id: readRedirect(response.status, response.headers['location'], settings) }
}

function readRedirect(status: number, location: string | undefined, settings: CheckedSettings): string {
  if (status === 404 || status === 405 || status === 501)
    throw new LoginError('ISSUER_UNSUPPORTED', `authorize: status ${status}`)
  if (status >= 400 && status < 500)
    throw new LoginError('AUTHORIZATION_REFUSED', `authorize: status ${status}`)
  if (status !== 302 && status !== 303)
    throw new LoginError('ISSUER_ANSWER_INVALID', `authorize: status ${status}`)
  if (location === undefined || !isPlainUrlText(location) || !URL.canParse(location, settings.issuer)) {
    throw new LoginError('ISSUER_ANSWER_INVALID', 'authorize: no readable Location')
  }
  const url = new URL(location, settings.issuer)
  const redirect = new URL(settings.redirectUri)
  if (url.origin === redirect.origin && url.pathname === redirect.pathname) {
    throw new LoginError('AUTHORIZATION_REFUSED', 'authorize: answered to the redirect URI with an error')
  }
  const origins = [new URL(settings.issuer).origin, ...settings.loginOrigins]
  if (!origins.includes(url.origin) || url.username !== '' || url.password !== '') {
    throw new LoginError('ISSUER_ANSWER_INVALID', 'authorize: Location is at another origin')
  }
  if (url.searchParams.has('authRequestID')) {
    throw new LoginError(
      'ISSUER_UNSUPPORTED',
      'authorize: a request of login V1; set loginV2 or the app to the new login',
    )
  }
  const ids = url.searchParams.getAll('authRequest')
  const [id] = ids
  if (id === undefined || ids.length !== 1 || !/^V2_\d+$/.test(id)) {
    throw new LoginError('ISSUER_ANSWER_INVALID', 'authorize: Location holds no auth request')
  }
  return id
}
