import { as } from '../callers.ts'
import { callback, clientIdOf, zitadelAudience } from '../names.ts'
import { authorize, bind, createSession, logIn, tokenRequest } from '../oidc.ts'
import { del, get, postText, type Request, rpc } from '../request.ts'
import { aside, lagging, row, type Scenario, wait } from '../table.ts'
import type { Fields } from '../values.ts'

const token = as.bearer('{alices.access_token}')
const foreignOrigin = { headers: { origin: 'http://evil.example' } }

function application(method: string, message: Fields): Request {
  return rpc(`application.v2.ApplicationService/${method}`, as.admin, message)
}

const bare = application('CreateApplication', {
  projectId: '{mainProject.projectId}',
  name: 'app-tmp',
  oidcConfiguration: {
    redirectUris: [],
    responseTypes: ['OIDC_RESPONSE_TYPE_CODE'],
    grantTypes: ['OIDC_GRANT_TYPE_AUTHORIZATION_CODE'],
    applicationType: 'OIDC_APP_TYPE_WEB',
    authMethodType: 'OIDC_AUTH_METHOD_TYPE_BASIC',
  },
})
const theBare = { applicationId: '{bare.applicationId}', projectId: '{mainProject.projectId}' }
const theWebpost = { applicationId: '{webpost.applicationId}', projectId: '{mainProject.projectId}' }
const lateMs = 1_000

/** Who may call from which origin, applications that come and go, and odd requests (contract 2.6, 4.8, 11). */
export const originScenario: Scenario = {
  name: '18-origin-and-misc',
  steps: [
    ...logIn('webbasic', 'alice', { keep: 'alices', asking: { scope: `openid ${zitadelAudience}` } }),
    row('v1 auth API, app token, no Origin', get('/auth/v1/users/me', token)),
    row('v1 auth API, app token, foreign Origin', get('/auth/v1/users/me', token, foreignOrigin)),
    row(
      'v2 by Connect, app token, foreign Origin',
      rpc('user.v2.UserService/GetUserByID', token, { userId: '{alice.id}' }, foreignOrigin),
    ),
    row('v2 by REST, app token, foreign Origin', get('/v2/users/{alice.id}', token, foreignOrigin)),

    lagging(lateMs),
    row('app without redirect URIs: compliance problems', bare, { keep: 'bare' }),
    row('authorize on a brand-new app, at once', authorize('bare')),
    wait(lateMs),
    row('deactivate the app', application('DeactivateApplication', theBare)),
    row('authorize on an inactive app', authorize('bare')),
    wait(lateMs),
    lagging(0),
    row(
      'token for an inactive app',
      tokenRequest(
        { grant_type: 'authorization_code', code: 'x', redirect_uri: 'y' },
        as.basic(clientIdOf('bare'), '{bare.oidcConfiguration.clientSecret}'),
      ),
    ),
    row('delete the app', application('DeleteApplication', theBare)),

    aside(createSession('alice'), { keep: 'session' }),
    aside(authorize('webpost'), { keep: 'request' }),
    row('deactivate an app that has an open auth request', application('DeactivateApplication', theWebpost)),
    row('CreateCallback for an inactive app', bind('request', 'session')),
    row('reactivate', application('ReactivateApplication', theWebpost)),

    row(
      'form body on a REST call',
      postText('/v2/sessions', as.loginClient, 'a=b', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    ),
    row('JSON without a content type', postText('/v2/sessions', as.loginClient, '{}')),
    row(
      'authorize with a garbage user agent cookie',
      get('/oauth/v2/authorize', as.nobody, {
        query: {
          client_id: clientIdOf('webbasic'),
          redirect_uri: callback,
          response_type: 'code',
          scope: 'openid',
        },
        headers: { cookie: 'zitadel.useragent=garbage' },
      }),
    ),
    row('HEAD discovery', { ...get('/.well-known/openid-configuration', as.nobody), method: 'HEAD' }),
    row('jwks with if-none-match', get('/oauth/v2/keys', as.nobody, { headers: { 'if-none-match': '*' } })),
    row('DELETE on the token endpoint', del('/oauth/v2/token', as.nobody)),
  ],
}
