import { as } from '../callers.ts'
import { callback, clientIdOf, issuer, keys } from '../names.ts'
import { get, postForm, type Request } from '../request.ts'
import { secondsFromNow, signedJwt, unsignedJwt } from '../signing.ts'
import { type Row, row, type Scenario } from '../table.ts'
import type { Fields } from '../values.ts'

const usual: Fields = {
  client_id: clientIdOf('webbasic'),
  redirect_uri: callback,
  response_type: 'code',
  scope: 'openid',
  state: 's',
}

/** The application `webbasic` asks for a code, with parameters changed or left out. */
function ask(changes: Fields = {}, headers: Fields = {}): Request {
  return get('/oauth/v2/authorize', as.nobody, { query: { ...usual, ...changes }, headers })
}

function loginClientIs(id: string): Fields {
  return { 'x-zitadel-login-client': id }
}

/** An authorization request that is accepted, and what ZITADEL stored of it. */
function asked(note: string, request: Request, storedNote: string): readonly Row[] {
  return [
    row(note, request, { keep: 'request' }),
    row(storedNote, get('/v2/oidc/auth_requests/{request.authRequest}', as.loginClient)),
  ]
}

const webjwt = { client_id: clientIdOf('webjwt') }
const requestObject = {
  iss: clientIdOf('webjwt'),
  aud: issuer,
  client_id: clientIdOf('webjwt'),
  response_type: 'code',
  redirect_uri: callback,
  scope: 'openid',
}
const signedObject = {
  ...requestObject,
  state: 'j',
  iat: secondsFromNow(-5),
  exp: secondsFromNow(300),
}

const organization = '{organization.org.id}'
const domain = '{organization.org.primaryDomain}'
const inOrganization = (id: string) => `urn:zitadel:iam:org:id:${id}`
const inDomain = (name: string) => `urn:zitadel:iam:org:domain:primary:${name}`

/** The authorization endpoint: what it takes, what it stores, what it refuses and how (contract 4). */
export const authorizeScenario: Scenario = {
  name: '04-authorize',
  steps: [
    ...asked('plain: no header, no cookie', ask(), 'GetAuthRequest of it'),
    row('as POST with a form body', postForm('/oauth/v2/authorize', as.nobody, usual)),
    ...asked(
      'with x-zitadel-login-client = own id',
      ask({}, loginClientIs('{login.id}')),
      'GetAuthRequest of it',
    ),
    row('with x-zitadel-login-client = a nonexistent id', ask({}, loginClientIs('does-not-exist'))),

    row('no client_id', ask({ client_id: undefined })),
    row('unknown client', ask({ client_id: '123' })),
    row('unknown client, not numeric', ask({ client_id: 'abc@x' })),
    row('no redirect_uri', ask({ redirect_uri: undefined })),
    row('redirect_uri not registered', ask({ redirect_uri: 'http://evil.example/' })),
    row('redirect_uri with an added query', ask({ redirect_uri: `${callback}?x=1` })),
    row(
      'http redirect_uri without developmentMode, confidential client',
      ask({ client_id: clientIdOf('prod') }),
    ),
    row('no scope', ask({ scope: undefined })),
    row('scope without openid', ask({ scope: 'profile' })),
    ...asked('unknown scopes', ask({ scope: 'openid foo bar' }), 'stored scopes'),
    row('no response_type', ask({ response_type: undefined })),
    row('response_type not configured', ask({ response_type: 'id_token' })),
    row('response_type unknown', ask({ response_type: 'foo' })),

    ...asked('prompt=none', ask({ prompt: 'none' }), 'stored prompt none'),
    row('prompt=none login', ask({ prompt: 'none login' })),
    ...asked('prompt=login', ask({ prompt: 'login' }), 'stored prompt login: maxAge 0s'),
    ...asked('prompt unknown', ask({ prompt: 'bogus' }), 'stored'),
    ...asked('prompt=create', ask({ prompt: 'create' }), 'stored'),
    ...asked('two prompts', ask({ prompt: 'select_account consent' }), 'stored'),
    ...asked(
      'login_hint, max_age, ui_locales',
      ask({
        login_hint: 'alice@lab.example',
        max_age: '600',
        ui_locales: 'de fr',
        acr_values: 'x',
        nonce: 'n',
      }),
      'stored',
    ),
    row('max_age not a number', ask({ max_age: 'abc' })),
    row('response_mode=form_post', ask({ response_mode: 'form_post' })),
    row('response_mode unknown', ask({ response_mode: 'bogus' })),

    row('PKCE plain', ask({ code_challenge: 'abc', code_challenge_method: 'plain' })),
    row('PKCE method unknown', ask({ code_challenge: 'abc', code_challenge_method: 'bogus' })),
    row('PKCE method without challenge', ask({ code_challenge_method: 'S256' })),
    row('public client without PKCE', ask({ client_id: clientIdOf('spa') })),

    ...asked('org id scope', ask({ scope: `openid ${inOrganization(organization)}` }), 'stored'),
    row('org id scope, unknown organization', ask({ scope: `openid ${inOrganization('999')}` })),
    ...asked('org domain scope', ask({ scope: `openid ${inDomain(domain)}` }), 'stored'),
    row('org domain scope, unknown', ask({ scope: `openid ${inDomain('no.example')}` })),
    row(
      'two org scopes',
      ask({
        scope: `openid ${inOrganization(organization)} ${inOrganization('{otherOrganization.organizationId}')}`,
      }),
    ),

    row('id_token_hint garbage', ask({ id_token_hint: 'garbage' })),
    row('request_uri', ask({ request_uri: 'http://x/y' })),
    row(
      'request= JWT signed with the app key',
      ask({ ...webjwt, request: signedJwt(keys.webjwt, signedObject) }),
    ),
    row(
      'request= JWT with an unknown kid',
      ask({ ...webjwt, request: signedJwt(keys.webjwt, signedObject, { kid: 'nope' }) }),
    ),
    row(
      'request= JWT with a wrong signature',
      ask({
        ...webjwt,
        request: signedJwt(keys.webjwt, { iss: clientIdOf('webjwt'), aud: issuer }, { pair: 'stranger' }),
      }),
    ),
    row('request= garbage', ask({ ...webjwt, request: 'garbage' })),
    row('request= unsigned JWT', ask({ ...webjwt, request: unsignedJwt(requestObject) })),
    row('no state', ask({ nonce: undefined, state: undefined })),
  ],
}
