import { as } from '../callers.ts'
import { jwtBearer, loginNameOf, zitadelAudience } from '../names.ts'
import {
  authorize,
  bind,
  by,
  createSession,
  introspect,
  logIn,
  redeem,
  tokenRequest,
  userinfo,
} from '../oidc.ts'
import { get, post, type Request, rpc } from '../request.ts'
import { expirationDate, onUser } from '../set-up-rows.ts'
import { assertion } from '../signing.ts'
import { aside, lagging, row, type Scenario, type Step, wait } from '../table.ts'
import type { Fields } from '../values.ts'

const lateMs = 500
const settleMs = 600

function webKey(method: string, message: Fields = {}): Request {
  return rpc(`webkey.v2.WebKeyService/${method}`, as.admin, message)
}

const jwks = get('/oauth/v2/keys', as.nobody)

/** A key of another algorithm is made and signs the very next tokens; `seen`: the read side had it at once. */
function rotation(name: string, key: Fields, seen: 'late' | 'at once'): readonly Step[] {
  return [
    lagging(seen === 'late' ? lateMs : 0),
    row(`create a key ${name}`, webKey('CreateWebKey', key), { keep: `key${name}` }),
    row('jwks at once after creation', jwks),
    wait(lateMs),
    lagging(0),
    row(`activate ${name}`, webKey('ActivateWebKey', { id: `{key${name}.id}` })),
    wait(settleMs),
    row('CreateSession user+password', createSession('alice'), { keep: 'session' }),
    row('authorize', authorize('spa'), { keep: 'request' }),
    row('CreateCallback', bind('request', 'session'), { keep: 'callback' }),
    row('code exchange', redeem(by.spa)),
    row(`jwks with ${name} active`, jwks),
  ]
}

const theToken = '{last.access_token}'
const first = '{before.webKeys.0.id}'
const machine = { name: 'jwt', accessTokenType: 'ACCESS_TOKEN_TYPE_JWT' }

/** Keys of every kind sign id_tokens and JWT access tokens, and go again (contract 1.4); a service user with JWTs (contract 2.1). */
export const signingKeysScenario: Scenario = {
  name: '22-webkeys-jwt-implicit',
  exchanges: 36,
  steps: [
    row('list web keys', webKey('ListWebKeys'), { keep: 'before' }),
    ...rotation('ES256', { ecdsa: { curve: 'ECDSA_CURVE_P256' } }, 'late'),
    ...rotation('EdDSA', { ed25519: {} }, 'at once'),
    ...rotation('RS512', { rsa: { bits: 'RSA_BITS_3072', hasher: 'RSA_HASHER_SHA512' } }, 'late'),
    ...logIn('spa', 'alice', { keep: 'last' }),
    row('introspection of a JWT access token signed by the third key', introspect(by.apibasic, theToken)),
    row('activate the first key again', webKey('ActivateWebKey', { id: first })),
    wait(settleMs),
    row('token of a key that is no longer active: still active', introspect(by.apibasic, theToken)),
    row('list', webKey('ListWebKeys')),
    row('delete the third key', webKey('DeleteWebKey', { id: '{keyRS512.id}' })),
    wait(settleMs),
    row('token of a deleted key', introspect(by.apibasic, theToken)),
    row('userinfo with it', userinfo(theToken)),
    row('delete the active key: refused', webKey('DeleteWebKey', { id: first })),

    row(
      'service user with JWT access tokens',
      post('/v2/users/new', as.admin, {
        organizationId: '{organization.org.id}',
        // The name is in the claims; it is the recorded one.
        username: 'svc-jwt-1795309887',
        machine,
      }),
      { keep: 'jwtUser' },
    ),
    aside(onUser('jwtUser', 'keys', { expirationDate }), { keep: 'jwtUserKey' }),
    aside(
      rpc('internal_permission.v2.InternalPermissionService/CreateAdministrator', as.admin, {
        userId: '{jwtUser.id}',
        resource: { instance: true },
        roles: ['IAM_LOGIN_CLIENT'],
      }),
    ),
    wait(1_500),
    row(
      'its token: a JWT',
      tokenRequest({
        grant_type: jwtBearer,
        assertion: assertion('{jwtUserKey.keyContent}'),
        scope: `openid ${zitadelAudience}`,
      }),
      { keep: 'jwtToken' },
    ),
    row(
      'CreateSession with a JWT service token',
      post('/v2/sessions', as.bearer('{jwtToken.access_token}'), {
        checks: { user: { loginName: loginNameOf('alice') } },
      }),
    ),
  ],
}
