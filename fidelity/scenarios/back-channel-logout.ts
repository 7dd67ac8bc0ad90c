import { as } from '../callers.ts'
import { callback } from '../names.ts'
import { endSession, logIn } from '../oidc.ts'
import { del, get, post, rpc } from '../request.ts'
import { code, refresh } from '../set-up-rows.ts'
import { answering, aside, incoming, row, type Scenario, wait } from '../table.ts'

const create = rpc('application.v2.ApplicationService/CreateApplication', as.admin, {
  projectId: '{mainProject.projectId}',
  name: 'app-bcl',
  oidcConfiguration: {
    redirectUris: [callback],
    responseTypes: ['OIDC_RESPONSE_TYPE_CODE'],
    grantTypes: [code, refresh],
    applicationType: 'OIDC_APP_TYPE_WEB',
    authMethodType: 'OIDC_AUTH_METHOD_TYPE_BASIC',
    developmentMode: true,
    backChannelLogoutUri: '{receiver.uri}',
  },
})

const end = endSession('tokensSession')
const throughAnotherHost = del('/v2/sessions/{tokensSession.sessionId}', as.loginClient, undefined, {
  headers: { host: 'localhost:7777' },
})
const newLogin = logIn('bcl', 'alice')

/** Back-channel logout: what ends a session and tells the applications, what they are told, and what happens when they do not listen (contract 9). */
export const backChannelLogoutScenario: Scenario = {
  name: '11-backchannel-logout',
  steps: [
    answering(200),
    row('register an app with backChannelLogoutUri on loopback (deny list changed)', create, { keep: 'bcl' }),
    wait(1_500),
    ...newLogin,
    row('delete the session', end),
    incoming('incoming back-channel logout call'),
    ...newLogin,
    ...logIn('bcl', 'alice', { keep: 'others', session: 'tokensSession' }),
    row('session with two OIDC sessions of one app: delete', end),
    incoming('incoming call (two expected)'),
    incoming('incoming call (two expected)'),
    ...newLogin,
    row(
      'end_session',
      get('/oidc/v1/end_session', as.nobody, { query: { id_token_hint: '{tokens.id_token}' } }),
    ),
    incoming('incoming call after end_session'),
    ...newLogin,
    row('delete through another Host header', throughAnotherHost),
    incoming('incoming call: iss follows the host of the deleting request'),

    answering(500),
    ...newLogin,
    row('receiver answers 500', end),
    incoming('retry call'),
    incoming('retry call'),
    incoming('retry call'),
    answering(400),
    ...newLogin,
    row('receiver answers 400', end),
    incoming(),
    answering(302),
    ...newLogin,
    row('receiver answers 302 without a Location', end),
    incoming(),
    incoming(),

    answering(200),
    ...logIn('bcl', 'ivan'),
    row('user deactivated: is a logout sent?', post('/v2/users/{ivan.id}/deactivate', as.admin, {})),
    aside(post('/v2/users/{ivan.id}/reactivate', as.admin, {})),
  ],
}
