import { as } from '../callers.ts'
import { clientIdOf, keys } from '../names.ts'
import {
  by,
  byAssertion,
  introspect,
  logIn,
  readSession,
  refresh,
  revoke,
  userinfo,
  type Client,
} from '../oidc.ts'
import { get, postForm, type Request } from '../request.ts'
import { row, type Scenario } from '../table.ts'
import type { Fields } from '../values.ts'

const access = '{alices.access_token}'

/** An application by name, with a secret that is not its own. */
function withSecret(clientId: string, secret: string): Client {
  return { caller: as.basic(clientId, secret), fields: {} }
}

function looks(client: Client, token = access): Request {
  return introspect(client, token)
}

function look(kept: string): Request {
  return looks(by.apibasic, `{${kept}.access_token}`)
}

function again(kept: string): Request {
  return refresh(by.webbasic, `{${kept}.refresh_token}`)
}

function end(query: Fields): Request {
  return get('/oidc/v1/end_session', as.nobody, { query })
}

const hint = { id_token_hint: '{ended.id_token}' }
const bye = 'http://localhost:9090/bye'
const onlyReader = { scope: 'openid urn:zitadel:iam:org:project:role:reader' }
const byNameOnly = {
  client_id: clientIdOf('webbasic'),
  post_logout_redirect_uri: bye,
  state: 'z',
  logout_hint: 'alice',
  ui_locales: 'de',
}

/** What tokens say of themselves, to whom, and how they and their session are ended (contract 7). */
export const introspectToEndSessionScenario: Scenario = {
  name: '08-introspect-userinfo-revoke-endsession',
  steps: [
    ...logIn('webbasic', 'alice', { keep: 'alices' }),
    row('by API app, Basic', looks(by.apibasic)),
    row('by API app, JWT profile', looks(by.apijwt)),
    row('by the OIDC app itself', looks(by.webbasic)),
    row('wrong secret', looks(withSecret('{apibasic.apiConfiguration.clientId}', 'x'))),
    row('unknown client', looks(withSecret('123', 'x'))),
    row('assertion with a wrong audience', looks(byAssertion(keys.apijwt, { aud: 'http://x' }))),
    row('assertion wrong kid', looks(byAssertion(keys.apijwt, {}, { kid: '1' }))),
    row(
      'assertion garbage',
      looks({ caller: as.nobody, fields: { ...by.apijwt.fields, client_assertion: 'garbage' } }),
    ),
    row('no credentials', looks(by.nobody)),
    row('public client, client_id only', looks(by.spa)),
    row('no token', postForm('/oauth/v2/introspect', by.apibasic.caller, { x: '1' })),
    row('API app of another project (foreign audience)', looks(by.apiforeign)),
    row('garbage token', looks(by.apibasic, 'garbage')),
    row('a refresh token', looks(by.apibasic, '{alices.refresh_token}')),
    row('an id_token', looks(by.apibasic, '{alices.id_token}')),
    row('a PAT', looks(by.apibasic, '{loginPat.token}')),
    row('a session token', looks(by.apibasic, '{alicesSession.sessionToken}')),
    ...logIn('spa', 'alice'),
    row('a JWT access token', look('tokens')),
    ...logIn('webbasic', 'carol'),
    row('user without roles: no role claim', look('tokens')),
    ...logIn('webbasic', 'alice', { asking: onlyReader }),
    row('one role scope: only that role', look('tokens')),
    ...logIn('plain', 'alice', { keep: 'least', asking: { scope: 'openid' } }),
    row('scope openid only, project without role assertion', looks(by.apiforeign, '{least.access_token}')),

    row('userinfo GET', userinfo(access)),
    row('userinfo POST form', postForm('/oidc/v1/userinfo', as.nobody, { access_token: access })),
    row('userinfo without token', get('/oidc/v1/userinfo', as.nobody)),
    row('userinfo garbage', userinfo('garbage')),
    row('userinfo scope openid only', userinfo('{least.access_token}')),
    row('userinfo with a session token', userinfo('{alicesSession.sessionToken}')),

    row('revoke an access token of a client of ANOTHER project', revoke(by.plain, access)),
    row('still active', look('alices')),
    row('revoke a refresh token of a client of ANOTHER project', revoke(by.plain, '{alices.refresh_token}')),
    ...logIn('webbasic', 'bob', { keep: 'bobs' }),
    row(
      'revoke an access token of a SIBLING client of the same project',
      revoke(by.webjwt, '{bobs.access_token}'),
    ),
    row('it is dead', look('bobs')),
    row('its refresh token still works', again('bobs'), { keep: 'renewed' }),
    row(
      'revoke a refresh token of a SIBLING client: by a public client, with nothing but its client_id',
      revoke(by.spa, '{renewed.refresh_token}'),
    ),
    row('it is dead', again('renewed')),
    row('revoke an unknown token', revoke(by.webbasic, 'garbage')),
    row('revoke wrong secret', revoke(withSecret(clientIdOf('webbasic'), 'x'), access)),
    row('revoke without client', revoke(by.nobody, access)),
    row('revoke own access token', revoke(by.webbasic, access)),
    row('introspect the revoked access token', look('alices')),
    row('userinfo with the revoked token', userinfo(access)),
    row('revoke again', revoke(by.webbasic, access)),
    row('refresh token survives revoking the access token', again('alices'), { keep: 'renewed' }),
    row(
      'revoke the refresh token, with hint',
      revoke(by.webbasic, '{renewed.refresh_token}', { token_type_hint: 'refresh_token' }),
    ),
    row('its access token is dead too', look('renewed')),
    row('refresh with the revoked token', again('renewed')),
    ...logIn('webbasic', 'alice'),
    row(
      'revoke refresh token with the wrong hint access_token',
      revoke(by.webbasic, '{tokens.refresh_token}', { token_type_hint: 'access_token' }),
    ),
    row('refresh after that', again('tokens')),

    ...logIn('webbasic', 'alice', { keep: 'ended' }),
    row(
      'end_session with an unregistered post_logout_redirect_uri',
      end({ ...hint, post_logout_redirect_uri: 'http://evil.example/' }),
    ),
    row('end_session with a garbage hint', end({ id_token_hint: 'garbage' })),
    row('end_session hint of another client', end({ ...hint, client_id: clientIdOf('spa') })),
    row('end_session without anything', get('/oidc/v1/end_session?', as.nobody)),
    row('end_session with client_id only', end(byNameOnly)),
    row('session still there', readSession('endedSession')),
    row('end_session with hint: session ended', end({ ...hint, post_logout_redirect_uri: bye, state: 'zz' })),
    row('session gone', readSession('endedSession')),
    row('access token after end_session', look('ended')),
    row('refresh token after end_session', again('ended')),
    row(
      'end_session again with the same hint, no redirect',
      postForm('/oidc/v1/end_session', as.nobody, hint),
    ),
  ],
}
