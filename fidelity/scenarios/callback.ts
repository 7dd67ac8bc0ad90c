import { as } from '../callers.ts'
import { password } from '../names.ts'
import {
  authorize,
  bind,
  by,
  createSession,
  endSession,
  introspect,
  nameUser,
  redeem,
  userinfo,
} from '../oidc.ts'
import { type Caller, get, patch, post, type Request } from '../request.ts'
import { aside, row, type Scenario, wait } from '../table.ts'
import type { Fields } from '../values.ts'

const at = '/v2/oidc/auth_requests'

function read(request: string, caller: Caller = as.loginClient): Request {
  return get(`${at}/{${request}.authRequest}`, caller)
}

/** CreateCallback with a body of one's own. */
function answer(request: string, body: Fields, caller: Caller = as.loginClient): Request {
  return post(`${at}/{${request}.authRequest}`, caller, body)
}

const changeBob = patch('/v2/sessions/{bobNamed.sessionId}', as.loginClient, {
  checks: { password: { password } },
})
const touch = patch('/v2/sessions/{rotated.sessionId}', as.loginClient, {
  metadata: { a: Buffer.from('b').toString('base64') },
})
const bob = '{bobNamed.sessionId}'
const refused = { error: { error: 'ERROR_REASON_ACCESS_DENIED' } }
const loginRequired = { error: { error: 'ERROR_REASON_LOGIN_REQUIRED' } }
const refusedInWords = {
  error: {
    error: 'ERROR_REASON_ACCESS_DENIED',
    errorDescription: 'no way',
    errorUri: 'http://localhost:9090/why',
  },
}
const loginClientIs = (id: string) => ({ 'x-zitadel-login-client': id })
const inOther = 'openid urn:zitadel:iam:org:id:{otherOrganization.organizationId}'

/** Reading an authorization request, binding a session to it, and what ends in between (contract 5). */
export const callbackScenario: Scenario = {
  name: '05-auth-request-and-callback',
  steps: [
    aside(createSession('alice'), { keep: 'alices' }),
    aside(authorize('webbasic'), { keep: 'first' }),
    row('GetAuthRequest', read('first')),
    row('GetAuthRequest unknown id', get(`${at}/V2_999`, as.loginClient)),
    row('GetAuthRequest by a user without a role', read('first', as.norole)),
    row('GetAuthRequest by IAM_OWNER', read('first', as.owner)),
    row('GetAuthRequest without token', read('first', as.bearer(' '))),
    row('CreateCallback success', bind('first', 'alices')),
    row('CreateCallback again: already handled', bind('first', 'alices')),
    row('GetAuthRequest after it was handled', read('first')),

    aside(authorize('webbasic', { state: undefined }), { keep: 'stateless' }),
    row('no state in the request: state= empty', bind('stateless', 'alices')),
    aside(authorize('webbasic', { response_mode: 'form_post' }), { keep: 'formPost' }),
    row('response_mode=form_post', bind('formPost', 'alices')),
    aside(authorize('webbasic', { response_mode: 'fragment' }), { keep: 'fragment' }),
    row('response_mode=fragment', bind('fragment', 'alices')),

    aside(nameUser('bob'), { keep: 'bobNamed' }),
    aside(changeBob, { keep: 'bobProven' }),
    aside(authorize('webbasic'), { keep: 'tried' }),
    row('old session token', bind('tried', 'bobNamed')),
    row('garbage session token', answer('tried', { session: { sessionId: bob, sessionToken: 'garbage' } })),
    row(
      'unknown session',
      answer('tried', { session: { sessionId: '99999', sessionToken: '{alices.sessionToken}' } }),
    ),
    row(
      "another session's token",
      answer('tried', { session: { sessionId: bob, sessionToken: '{alices.sessionToken}' } }),
    ),
    row('empty session token', answer('tried', { session: { sessionId: bob, sessionToken: '' } })),
    row('empty body', answer('tried', {})),
    row(
      'both session and error',
      answer('tried', { session: { sessionId: 'x', sessionToken: 'y' }, ...refused }),
    ),
    row('caller without a role, no own-id header', bind('tried', 'alices', as.norole)),
    row('caller IAM_OWNER (lacks session.link)', bind('tried', 'alices', as.owner)),
    row(
      'after all these failures: success with the newest token',
      answer('tried', { session: { sessionId: bob, sessionToken: '{bobProven.sessionToken}' } }),
    ),
    row(
      'unknown auth request',
      post(`${at}/V2_999`, as.loginClient, {
        session: { sessionId: '{alices.sessionId}', sessionToken: '{alices.sessionToken}' },
      }),
    ),

    aside(authorize('webbasic', {}, loginClientIs('{norole.id}')), { keep: 'ofNorole' }),
    row('own-id header: GetAuthRequest by that user, who has no role', read('ofNorole', as.norole)),
    row('own-id header: CreateCallback by that user, who has no role', bind('ofNorole', 'alices', as.norole)),
    aside(authorize('webbasic', {}, loginClientIs('does-not-exist')), { keep: 'ofNobody' }),
    row('header with a nonexistent id, caller has session.link: success', bind('ofNobody', 'alices')),
    aside(authorize('webbasic', {}, loginClientIs('{owner.id}')), { keep: 'ofOwner' }),
    row('own-id header: CreateCallback by IAM_OWNER', bind('ofOwner', 'alices', as.owner)),

    aside(createSession('bob'), { keep: 'ended' }),
    aside(endSession('ended')),
    aside(authorize('webbasic'), { keep: 'tooLate' }),
    row('terminated session', bind('tooLate', 'ended')),
    aside(createSession('bob', { lifetime: '1s' }), { keep: 'expired' }),
    wait(1_500),
    row('expired session', bind('tooLate', 'expired')),

    aside(authorize('webbasic'), { keep: 'denied' }),
    row('error variant: access_denied', answer('denied', refusedInWords)),
    row('after the error: already handled', bind('denied', 'alices')),
    row('error on a handled request', answer('denied', refused)),
    row('error variant on an unknown request', post(`${at}/V2_999`, as.loginClient, refused)),
    aside(authorize('webbasic', { prompt: 'none' }), { keep: 'silent' }),
    row('error variant: login_required', answer('silent', loginRequired)),
    aside(authorize('webbasic'), { keep: 'untouched' }),
    row('error variant by a user without a role', answer('untouched', refused, as.norole)),
    row('error unspecified', answer('untouched', { error: {} })),

    aside(createSession('foreigner'), { keep: 'foreigners' }),
    aside(authorize('access'), { keep: 'forMembers' }),
    row('projectAccessRequired, user of another organization', bind('forMembers', 'foreigners')),
    aside(createSession('bob'), { keep: 'bobs' }),
    row('projectAccessRequired, user of the owning organization: success', bind('forMembers', 'bobs')),
    aside(authorize('grant'), { keep: 'forAuthorized' }),
    row('authorizationRequired, user without an authorization', bind('forAuthorized', 'bobs')),
    row('authorizationRequired, user with an authorization: success', bind('forAuthorized', 'alices')),
    aside(authorize('plain', { scope: inOther }), { keep: 'forOther' }),
    row('org scope of another organization', bind('forOther', 'bobs')),
    row('org scope of the own organization: success', bind('forOther', 'foreigners')),

    aside(nameUser('carol'), { keep: 'unproven' }),
    row('authorize for a user-only session', authorize('webbasic'), { keep: 'request' }),
    row('CreateCallback with a user-only session', bind('request', 'unproven'), { keep: 'callback' }),
    row('exchange of it: tokens', redeem(by.webbasic), { keep: 'tokens' }),
    row('userinfo with that token', userinfo('{tokens.access_token}')),
    row('introspection of that token', introspect(by.apibasic, '{tokens.access_token}')),
    row("ZITADEL's own API with that token", get('/v2/users/{carol.id}', as.bearer('{tokens.access_token}'))),

    row('session with no user', post('/v2/sessions', as.loginClient, {}), { keep: 'empty' }),
    aside(authorize('webbasic'), { keep: 'request' }),
    row('CreateCallback with a session that has no user', bind('request', 'empty'), { keep: 'callback' }),
    row('exchange of it', redeem(by.webbasic)),
    aside(authorize('access'), { keep: 'request' }),
    row('session with no user, project check on', bind('request', 'empty')),

    aside(createSession('dave'), { keep: 'deleted' }),
    aside(authorize('webbasic'), { keep: 'request' }),
    aside(bind('request', 'deleted'), { keep: 'callback' }),
    aside(endSession('deleted')),
    row('session deleted between CreateCallback and exchange', redeem(by.webbasic)),
    aside(createSession('dave', { lifetime: '2s' }), { keep: 'brief' }),
    aside(authorize('webbasic'), { keep: 'request' }),
    aside(bind('request', 'brief'), { keep: 'callback' }),
    wait(2_500),
    row('session expired between CreateCallback and exchange', redeem(by.webbasic)),
    aside(createSession('dave'), { keep: 'rotated' }),
    aside(authorize('webbasic'), { keep: 'request' }),
    aside(bind('request', 'rotated'), { keep: 'callback' }),
    aside(touch),
    row('session token rotated between CreateCallback and exchange: fine', redeem(by.webbasic)),
  ],
}
