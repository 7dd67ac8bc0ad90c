// Long because it is a table: 124 exchanges.
import { as } from '../callers.ts'
import { callback, clientIdOf } from '../names.ts'
import {
  authorize,
  bind,
  by,
  createSession,
  introspect,
  logIn,
  redeem,
  readSession,
  tokenRequest,
  userinfo,
  withoutPkce,
} from '../oidc.ts'
import { get, options, post, postForm, postText, put, type Request } from '../request.ts'
import { formOf } from '../send.ts'
import { forged } from '../signing.ts'
import { aside, claims, row, type Scenario, type Step, wait } from '../table.ts'
import { type Fields, type Late, resolveFields } from '../values.ts'

const app = clientIdOf('webbasic')
const basic = by.webbasic.caller
const bye = 'http://localhost:9090/bye'
const day = '43200s'

/** The tokens of both kinds of application for one scope, and what of it is shown elsewhere. */
function scoped(scope: string): readonly Step[] {
  const asking = { scope }
  return [
    ...logIn('webbasic', 'alice', { session: 'ses', asking }),
    claims(`scope "${scope}", webbasic`, 'tokens', ['id_token']),
    row(`scope "${scope}": userinfo`, userinfo('{tokens.access_token}')),
    row(`scope "${scope}": introspection`, introspect(by.apibasic, '{tokens.access_token}')),
    ...logIn('spauserinfo', 'alice', { session: 'ses', asking }),
    claims(`scope "${scope}", spauserinfo`, 'tokens', ['id_token']),
  ]
}

/** An authorization request with these parameters, and its binding; only the binding is a row, and only with a note. */
function bound(changes: Fields, note?: string, application = 'webbasic'): readonly Step[] {
  const request = bind('request', 'ses')
  return [
    aside(authorize(application, changes), { keep: 'request' }),
    note === undefined ? aside(request, { keep: 'callback' }) : row(note, request, { keep: 'callback' }),
  ]
}

function failed(mode: string): readonly Step[] {
  const error = { error: 'ERROR_REASON_ACCESS_DENIED', errorDescription: 'no' }
  return [
    aside(authorize('webbasic', { response_mode: mode }), { keep: 'request' }),
    row(
      `response_mode=${mode}: failing the request`,
      post('/v2/oidc/auth_requests/{request.authRequest}', as.loginClient, { error }),
    ),
  ]
}

function localized(locales: string): readonly Step[] {
  return [
    row(`ui_locales=${locales}`, authorize('webbasic', { ui_locales: locales }), { keep: 'request' }),
    row(`ui_locales=${locales}: the auth request`, readRequest),
  ]
}

const readRequest = get('/v2/oidc/auth_requests/{request.authRequest}', as.loginClient)
const end = (query: Fields): Request => get('/oidc/v1/end_session', as.nobody, { query })
const hint = { id_token_hint: '{l1.id_token}' }

function idTokenLifetime(lifetime: string): Step {
  return aside(
    put('/admin/v1/settings/oidc', as.admin, {
      accessTokenLifetime: day,
      idTokenLifetime: lifetime,
      refreshTokenIdleExpiration: '2592000s',
      refreshTokenExpiration: '7776000s',
    }),
  )
}

/** Discovery with headers, which stand in the note. */
function discovery(headers: Readonly<Record<string, string>>): Step {
  const request = get('/.well-known/openid-configuration', as.nobody, { headers })
  return row(`discovery with ${JSON.stringify(headers)}`, request)
}

const formType = { 'content-type': 'application/x-www-form-urlencoded' }
const api = by.apibasic.caller
const token = '{l3.access_token}'
const look = (fields: Fields, headers: Fields = {}): Request =>
  postForm('/oauth/v2/introspect', api, fields, { headers })

const exchange = {
  grant_type: 'authorization_code',
  code: '{callback.code}',
  redirect_uri: callback,
  code_verifier: '{pkce.verifier}',
}

/** The form of a good exchange, with what is put before and after it. */
function form(given: { before?: string; after?: string; fields?: Fields } = {}): Late {
  return (run) =>
    `${given.before ?? ''}${formOf(resolveFields({ ...exchange, ...given.fields }, run))}${given.after ?? ''}`
}

/** A token request in an odd form, each with a code of its own. */
function odd(note: string, body: string | Late, headers: Fields = formType): readonly Step[] {
  return [...bound({}), row(note, postText('/oauth/v2/token', basic, body, { headers }))]
}

const long = 20_000
const typed = (type: string): Fields => ({ 'content-type': type })

/** Standard scopes, odd parameters, and requests in odd forms at every OIDC endpoint. */
export const oidcDetailsScenario: Scenario = {
  name: '29-oidc-details',
  steps: [
    aside(createSession('alice'), { keep: 'ses' }),
    ...[
      'openid',
      'openid profile',
      'openid email',
      'openid phone',
      'openid address',
      'openid profile email phone address',
      'profile',
      'openid nope',
      'openid openid',
    ].flatMap(scoped),

    ...bound(
      {
        scope: 'openid',
        claims: JSON.stringify({
          userinfo: { email: { essential: true } },
          id_token: { acr: { values: ['x'] }, auth_time: { essential: true } },
        }),
        acr_values: 'urn:x',
      },
      'claims parameter and acr_values: CreateCallback',
    ),
    row('claims parameter: the token is as without', redeem(by.webbasic), { keep: 'tokens' }),
    row('claims parameter: userinfo is as without', userinfo('{tokens.access_token}')),
    ...['de fr', 'de-CH', 'xx', 'en;q=0.5'].flatMap(localized),
    ...['query', 'fragment', 'form_post', 'query.jwt', 'nope'].flatMap((mode) =>
      bound({ response_mode: mode }, `response_mode=${mode}: CreateCallback`),
    ),
    ...['fragment', 'form_post'].flatMap(failed),
    ...bound({ state: 'ü &=#?/"<>' }, 'an odd state: CreateCallback'),
    aside(authorize('webbasic', { state: '', ...withoutPkce }), { keep: 'other' }),
    row('an empty state', bind('other', 'ses')),
    row('exchange after an odd state', redeem(by.webbasic)),
    ...bound({
      code_challenge: 'plain-verifier-plain-verifier-plain-verifier-1',
      code_challenge_method: 'plain',
    }),
    row(
      'PKCE plain: wrong verifier',
      redeem(by.webbasic, { code_verifier: 'plain-verifier-plain-verifier-plain-verifier-2' }),
    ),
    row(
      'PKCE plain: right verifier',
      redeem(by.webbasic, { code_verifier: 'plain-verifier-plain-verifier-plain-verifier-1' }),
    ),
    ...bound({ scope: 'openid offline_access' }, undefined, 'norefresh'),
    row('offline_access by an app without the refresh grant', redeem(by.norefresh)),
    ...bound({ scope: 'openid' }),
    row('without offline_access: no refresh token', redeem(by.webbasic)),
    row(
      'authorize by POST is the same; state of 4000 characters by GET',
      authorize('webbasic', { state: 's'.repeat(4000) }),
    ),
    row('nonce of 4000 characters', authorize('webbasic', { nonce: 'n'.repeat(4000) })),
    row('scope of 8000 characters', authorize('webbasic', { scope: `openid ${'x'.repeat(8000)}` })),
    row('login_hint of 4000 characters', authorize('webbasic', { login_hint: 'h'.repeat(4000) })),
    row(
      'authorize with duplicate parameters',
      get(
        `/oauth/v2/authorize?client_id=${app}&redirect_uri=${encodeURIComponent(callback)}&response_type=code&scope=openid&scope=profile&client_id=2`,
        as.nobody,
      ),
    ),
    row('authorize by POST with a JSON body', post('/oauth/v2/authorize', as.nobody, { client_id: app })),

    ...logIn('webbasic', 'alice', { keep: 'l1' }),
    row(
      'end_session: hint signed by another key',
      end({ id_token_hint: forged('{l1.id_token}'), post_logout_redirect_uri: bye }),
    ),
    row('end_session: access token as hint', end({ id_token_hint: '{l1.access_token}' })),
    row('end_session: hint with a broken signature', end({ id_token_hint: '{l1.id_token}x' })),
    row('end_session: post_logout_redirect_uri alone', end({ post_logout_redirect_uri: bye })),
    row('end_session: with a state', end({ post_logout_redirect_uri: bye, state: 'a b&c' })),
    row('end_session: unknown client_id', end({ client_id: '99999', post_logout_redirect_uri: bye })),
    row(
      'end_session: client_id with an unregistered redirect',
      end({ client_id: app, post_logout_redirect_uri: 'http://localhost:9090/other' }),
    ),
    row('end_session: client_id alone', end({ client_id: app })),
    row('end_session: redirect with a slash more', end({ ...hint, post_logout_redirect_uri: `${bye}/` })),
    row('end_session: redirect with a query more', end({ ...hint, post_logout_redirect_uri: `${bye}?x=1` })),
    row(
      'end_session: all right, POST, odd state',
      postForm('/oidc/v1/end_session', as.nobody, {
        ...hint,
        client_id: app,
        post_logout_redirect_uri: bye,
        state: 'a b&c',
      }),
    ),
    row(
      'end_session: once more for a session that has ended',
      end({ ...hint, client_id: app, post_logout_redirect_uri: bye, state: 'x' }),
    ),
    idTokenLifetime('1s'),
    wait(500),
    ...logIn('webbasic', 'alice', { keep: 'l2' }),
    idTokenLifetime(day),
    wait(2_500),
    row(
      'end_session: expired hint',
      end({ id_token_hint: '{l2.id_token}', post_logout_redirect_uri: bye, state: 'late' }),
    ),
    row('the session after that', readSession('l2Session')),
    row(
      'authorize with an expired id_token_hint',
      authorize('webbasic', { id_token_hint: '{l2.id_token}' }),
      { keep: 'request' },
    ),
    row('the auth request: hintUserId', readRequest),

    discovery({ host: 'localhost:7777' }),
    discovery({ host: 'localhost' }),
    discovery({ 'x-forwarded-host': 'localhost:7777' }),
    discovery({ forwarded: 'host=localhost:7777;proto=https' }),
    discovery({ 'x-forwarded-proto': 'https' }),
    discovery({ host: 'unknown.example' }),
    discovery({ host: 'LOCALHOST:8080' }),
    row('discovery by HEAD', {
      ...get('/.well-known/openid-configuration', as.nobody),
      method: 'HEAD',
    }),
    row(
      'OPTIONS of the token endpoint with an Origin',
      options('/oauth/v2/token', as.nobody, {
        headers: {
          origin: 'https://app.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,dpop',
        },
      }),
    ),

    ...logIn('webbasic', 'alice', { keep: 'l3' }),
    ...['access_token', 'refresh_token', 'nope'].map((type) =>
      row(`introspection with token_type_hint=${type}`, look({ token, token_type_hint: type })),
    ),
    row(
      'introspection of a refresh token with its hint',
      look({ token: '{l3.refresh_token}', token_type_hint: 'refresh_token' }),
    ),
    row('introspection by GET', get('/oauth/v2/introspect', api, { query: { token } })),
    row('introspection of a token with a broken end', look({ token: `${token}x` })),
    row('introspection of 20000 characters', look({ token: 'x'.repeat(long) })),
    row(
      'introspection with two tokens',
      postText('/oauth/v2/introspect', api, ({ fill }) => `token=x&token=${fill(token)}`, {
        headers: formType,
      }),
    ),
    row(
      'introspection asked as application/token-introspection+jwt',
      look({ token }, { accept: 'application/token-introspection+jwt' }),
    ),

    ...odd('token: grant_type twice, the first is right', form({ after: '&grant_type=refresh_token' })),
    ...odd('token: grant_type twice, the second is right', form({ before: 'grant_type=refresh_token&' })),
    ...odd('token: code twice, the second is right', form({ before: 'code=nope&' })),
    ...odd(
      'token: JSON body',
      (run) => JSON.stringify(resolveFields(exchange, run)),
      typed('application/json'),
    ),
    ...odd(
      'token: content type with charset',
      form(),
      typed('application/x-www-form-urlencoded; charset=UTF-8'),
    ),
    ...odd('token: without a content type', form(), {}),
    ...bound({}),
    row('token: by GET with the parameters in the query', get('/oauth/v2/token', basic, { query: exchange })),
    ...bound({}),
    row(
      'token: POST with the parameters in the query',
      postText('/oauth/v2/token', basic, '', { query: exchange, headers: formType }),
    ),
    ...odd(
      'token: Basic and another client_id in the body',
      form({ fields: { client_id: clientIdOf('spa') } }),
    ),
    ...odd(
      'token: right Basic and a wrong secret in the body',
      form({ fields: { client_id: app, client_secret: 'wrong' } }),
    ),
    ...odd('token: an unknown parameter', form({ fields: { unknown: 'x' } })),
    ...odd('token: scope in the code exchange', form({ fields: { scope: 'openid admin' } })),
    row(
      'token: a code of 20000 characters',
      tokenRequest(
        { grant_type: 'authorization_code', code: 'x'.repeat(long), redirect_uri: callback },
        basic,
      ),
    ),
    row('token: a grant_type of 5000 characters', tokenRequest({ grant_type: 'x'.repeat(5000) }, basic)),
    row('token: a broken form', postText('/oauth/v2/token', basic, '%zz', { headers: formType })),
    row('token: empty body', postText('/oauth/v2/token', basic, '', { headers: formType })),
    ...(
      [
        ['token: broken Basic', 'Basic !!!'],
        [
          'token: Basic with a percent sign that is no escape',
          `Basic ${Buffer.from('a%zz:b').toString('base64')}`,
        ],
        ['token: Bearer instead of Basic', 'Bearer {admin.token}'],
      ] as const
    ).map(([note, authorization]) =>
      row(note, postText('/oauth/v2/token', { authorization }, form(), { headers: formType })),
    ),

    row('userinfo: lower case bearer', get('/oidc/v1/userinfo', { authorization: `bearer ${token}` })),
    row(
      'userinfo: token in the query',
      get('/oidc/v1/userinfo', as.nobody, { query: { access_token: token } }),
    ),
    row('userinfo: Basic', get('/oidc/v1/userinfo', basic)),
    row(
      'userinfo: Accept application/jwt',
      get('/oidc/v1/userinfo', as.bearer(token), { headers: { accept: 'application/jwt' } }),
    ),
  ],
}
