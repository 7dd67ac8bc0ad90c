import { as } from '../callers.ts'
import { clientIdOf } from '../names.ts'
import { authorize, bind, by, createSession, redeem } from '../oidc.ts'
import { get, post, put, rpc } from '../request.ts'
import { aside, row, type Scenario, type Step, wait } from '../table.ts'
import type { Fields } from '../values.ts'

/** The instance's feature `loginV2`; reads follow a moment later. */
function feature(note: string, loginV2: Fields): readonly Step[] {
  return [row(note, put('/v2/features/instance', as.admin, { loginV2 })), wait(1_500)]
}

function login(note: string, loginVersion: Fields): readonly Step[] {
  const message = {
    applicationId: '{webpost.applicationId}',
    projectId: '{mainProject.projectId}',
    oidcConfiguration: { loginVersion },
  }
  return [
    row(note, rpc('application.v2.ApplicationService/UpdateApplication', as.admin, message)),
    wait(1_500),
  ]
}

const byLoginClient = authorize('webbasic', {}, { 'x-zitadel-login-client': '{login.id}' })
const oldId = '/v2/oidc/auth_requests/{old.authRequestID}'
const session = { sessionId: '{session.sessionId}', sessionToken: '{session.sessionToken}' }

/** Which login an authorization request is sent to: the instance's feature, the application, the header (contract 4.2, 4.3). */
export const loginV2Scenario: Scenario = {
  name: '15-login-v2-feature',
  steps: [
    row('default feature (required, no base URI)', authorize('webbasic')),
    ...feature('feature: required with a base URI', { required: true, baseUri: 'https://login.example/ui' }),
    row('authorize: absolute Location', authorize('webbasic')),
    row(
      'end_session without hint under that base URI',
      get('/oidc/v1/end_session', as.nobody, { query: { client_id: clientIdOf('webbasic') } }),
    ),
    ...feature('feature: not required', { required: false }),
    row('not required, app unspecified, no header: v1 login', authorize('webbasic')),
    row('not required, with x-zitadel-login-client: v2', byLoginClient, { keep: 'request' }),
    aside(createSession('alice'), { keep: 'session' }),
    row('CreateCallback of it', bind('request', 'session'), { keep: 'callback' }),
    row('exchange of it', redeem(by.webbasic)),
    row('v1 request once more', authorize('webbasic'), { keep: 'old' }),
    row('GetAuthRequest of a v1 id', get(oldId, as.loginClient)),
    row('CreateCallback of a v1 id', post(oldId, as.loginClient, { session })),
    ...login('app with its own login v2 base URI', { loginV2: { baseUri: 'https://applogin.example/x' } }),
    row('app on v2 with its own base URI, feature not required', authorize('webpost')),
    ...feature('feature: required, base URI empty again', { required: true, baseUri: '' }),
    row('app with its own base URI, feature required without base URI', authorize('webpost')),
    ...login('app on login v1', { loginV1: {} }),
    row('app on v1, feature required: still v2', authorize('webpost')),
    row('default again', authorize('webbasic')),
  ],
}
