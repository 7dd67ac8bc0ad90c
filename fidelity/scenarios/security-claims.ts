import { as } from '../callers.ts'
import { loginNameOf, zitadelAudience } from '../names.ts'
import {
  authorize,
  bind,
  by,
  createSession,
  endSession,
  introspect,
  logIn,
  nameUser,
  redeem,
  refresh,
} from '../oidc.ts'
import { get, patch, post, put, type Request } from '../request.ts'
import { aside, type Row, row, type Scenario, type Step, wait } from '../table.ts'
import type { Fields } from '../values.ts'

interface Minting {
  readonly application?: 'webbasic' | 'webjwt' | 'spa' | 'plain'
  readonly asking?: Fields
  readonly keep?: string
}

/** A token set from a kept session: authorize, bind, exchange. */
function mint(note: string, session: string, minting: Minting = {}): readonly Step[] {
  const { application = 'webbasic', asking = {}, keep = 'tokens' } = minting
  return [
    aside(authorize(application, asking), { keep: 'request' }),
    row(`${note}: CreateCallback`, bind('request', session), { keep: 'callback' }),
    row(`${note}: exchange`, redeem(by[application]), { keep }),
  ]
}

const usualPolicy = {
  allowUsernamePassword: true,
  allowRegister: true,
  allowExternalIdp: true,
  passwordlessType: 'PASSWORDLESS_TYPE_ALLOWED',
  allowDomainDiscovery: true,
  passwordCheckLifetime: '864000s',
  externalLoginCheckLifetime: '864000s',
  mfaInitSkipLifetime: '2592000s',
  secondFactorCheckLifetime: '64800s',
  multiFactorCheckLifetime: '43200s',
}

/** The instance's login policy with something changed; reads follow a moment later. */
function policy(note: string, changes: Fields = {}): readonly Step[] {
  return [row(note, put('/admin/v1/policies/login', as.admin, { ...usualPolicy, ...changes })), wait(1_500)]
}

function passwordAge(maxAgeDays: number): Row {
  const request = put('/admin/v1/policies/password/age', as.admin, { maxAgeDays, expireWarnDays: 0 })
  return row(`maxAgeDays ${maxAgeDays}`, request)
}

function look(kept: string): Request {
  return introspect(by.apibasic, `{${kept}.access_token}`)
}

function again(kept: string): Request {
  return refresh(by.webbasic, `{${kept}.refresh_token}`)
}

function readUser(user: string, token?: string): Request {
  return get(`/v2/users/{${user}.id}`, token === undefined ? as.loginClient : as.bearer(token))
}

const settings = get('/v2/settings/login?ctx.instance=true', as.loginClient)
const expiry = get('/v2/settings/password/expiry?ctx.instance=true', as.loginClient)
const forZitadel = { asking: { scope: `openid ${zitadelAudience}` } }
const fresh = { asking: { prompt: 'login', max_age: '1', login_hint: loginNameOf('alice') } }
const change = patch('/v2/sessions/{lasting.sessionId}', as.loginClient, { metadata: { x: 'eA==' } })
const bindLatest = post('/v2/oidc/auth_requests/{request.authRequest}', as.loginClient, {
  session: { sessionId: '{lasting.sessionId}', sessionToken: '{changed.sessionToken}' },
})

/** What ZITADEL leaves to the login client: tokens come although a policy, a factor or the request says otherwise (contract 3.10, 5.4, 6.7). */
export const securityClaimsScenario: Scenario = {
  name: '13-security-claims',
  steps: [
    row('user-only session', nameUser('dave'), { keep: 'named' }),
    ...mint('user-only', 'named'),
    row('introspection: active, no amr, no auth_time', look('tokens')),

    ...policy('login policy forceMfa=true', { forceMfa: true }),
    row('settings show forceMfa', settings),
    row('password session under forceMfa', createSession('dave'), { keep: 'proven' }),
    ...mint('forceMfa', 'proven'),
    row('introspection: active, amr pwd only', look('tokens')),
    ...mint('forceMfa with zitadel audience', 'proven', forZitadel),
    row("ZITADEL's own API refuses that token", readUser('dave', '{tokens.access_token}')),
    ...policy('login policy forceMfa=false'),
    row('user with a set-up TOTP, password only', createSession('totpuser'), { keep: 'half' }),
    ...mint('TOTP user without TOTP', 'half', forZitadel),
    row("ZITADEL's own API refuses that token too", readUser('totpuser', '{tokens.access_token}')),

    row('session of the user', createSession('changereq'), { keep: 'overdue' }),
    ...mint('change required', 'overdue'),
    ...policy('login policy allowUsernamePassword=false', { allowUsernamePassword: false }),
    row('settings show it', settings),
    row('password session although not allowed', createSession('dave'), { keep: 'unwanted' }),
    ...mint('SSO only', 'unwanted'),
    ...policy('login policy allowUsernamePassword=true'),
    passwordAge(1),
    wait(1_500),
    row('settings show maxAgeDays 1', expiry),
    row('passwordChanged is long ago', readUser('erin')),
    row('password session with an expired password', createSession('erin'), { keep: 'outdated' }),
    ...mint('expired password', 'outdated'),
    passwordAge(0),

    ...logIn('webbasic', 'dave'),
    row('delete the session', endSession('tokensSession')),
    row('refresh still works', again('tokens'), { keep: 'orphan' }),
    row('and its access token is active', look('orphan')),
    aside(createSession('dave', { lifetime: '3s' }), { keep: 'brief' }),
    ...logIn('webbasic', 'dave', { session: 'brief' }),
    wait(3_300),
    row('access token after the session EXPIRED (lifetime 3 s)', look('tokens')),
    row('refresh after the session expired', again('tokens'), { keep: 'orphan' }),
    row('new access token after the session expired', look('orphan')),

    row('session, lifetime null', createSession('dave'), { keep: 'lasting' }),
    ...mint('first set', 'lasting', { keep: 'firstSet' }),
    aside(again('firstSet')),
    row('refresh answer lost: the old refresh token is refused', again('firstSet')),
    ...mint('re-mint with the same session token', 'lasting', { asking: { prompt: 'none' } }),
    row('session changed (metadata): new session token', change, { keep: 'changed' }),
    aside(authorize('webbasic'), { keep: 'request' }),
    row('re-mint with the OLD session token: refused', bind('request', 'lasting')),
    aside(authorize('webbasic'), { keep: 'request' }),
    row('re-mint with the latest session token: CreateCallback', bindLatest, { keep: 'callback' }),
    row('re-mint with the latest session token: exchange', redeem(by.webbasic)),
    row('session deleted', endSession('lasting')),
    aside(authorize('webbasic'), { keep: 'request' }),
    row('re-mint after deletion: refused', bindLatest),
    aside(createSession('dave', { lifetime: '2s' }), { keep: 'brief' }),
    wait(2_300),
    aside(authorize('webbasic'), { keep: 'request' }),
    row('re-mint after the lifetime: refused', bind('request', 'brief')),

    row('one session', createSession('alice'), { keep: 'shared' }),
    ...(['webbasic', 'webbasic', 'webjwt', 'spa', 'plain'] as const).flatMap((application) =>
      mint(`bound to ${application}`, 'shared', { application }),
    ),
    row('session deleted', endSession('shared')),

    row('session of bob', createSession('bob'), { keep: 'bobs' }),
    wait(2_000),
    ...mint('prompt=login max_age=1 login_hint=alice', 'bobs', fresh),
    ...logIn('webbasic', 'alice'),
    aside(authorize('webbasic', { id_token_hint: '{tokens.id_token}' }), { keep: 'request' }),
    row(
      'id_token_hint of alice: hintUserId',
      get('/v2/oidc/auth_requests/{request.authRequest}', as.loginClient),
    ),
    row('bound to the session of bob anyway', bind('request', 'bobs')),
  ],
}
