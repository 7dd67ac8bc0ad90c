import { as } from '../callers.ts'
import { callback, clientIdOf, issuer, keys, loginNameOf, password } from '../names.ts'
import { authorize, bind, by, newCode, redeem, tokenRequest, userinfo, withoutPkce } from '../oidc.ts'
import { codeOfNow } from '../proofs.ts'
import { get, post, type Request } from '../request.ts'
import { always, assertion, secondsFromNow, type Signing } from '../signing.ts'
import { aside, row, type Scenario } from '../table.ts'
import type { Fields } from '../values.ts'

const webbasic = clientIdOf('webbasic')
const secretInForm = { client_id: webbasic, client_secret: '{webbasic.oidcConfiguration.clientSecret}' }
const plainVerifier = 'plain-verifier-plain-verifier-plain-verifier'
const aVerifier = 'y'.repeat(43)

/** The application `webjwt` redeems its code, with its assertion changed or signed differently. */
function asserting(claims: Fields, signing: Signing = {}, changes: Fields = {}): Request {
  return redeem(by.webjwt, { client_assertion: assertion(keys.webjwt, claims, signing), ...changes })
}

const sameAssertion = {
  client_assertion: always('the client assertion that is sent twice', assertion(keys.webjwt)),
}

/** The application `webbasic` asks for a grant of any kind. */
function asks(grantType: string | undefined, fields: Fields = {}): Request {
  return tokenRequest({ grant_type: grantType, ...fields }, by.webbasic.caller)
}

const zitadelScopes = [
  'openid',
  'urn:zitadel:iam:user:metadata',
  'urn:zitadel:iam:user:resourceowner',
  'urn:zitadel:iam:org:project:id:{plainProject.projectId}:aud',
  'urn:zitadel:iam:org:projects:roles',
].join(' ')
const everyClaim = [
  'openid profile email phone address',
  'urn:zitadel:iam:user:metadata',
  'urn:zitadel:iam:user:resourceowner',
  'urn:zitadel:iam:org:id:{organization.org.id}',
  'urn:zitadel:iam:org:project:role:admin',
].join(' ')

const withTotp = post('/v2/sessions', as.loginClient, {
  checks: {
    user: { loginName: loginNameOf('totpuser') },
    password: { password },
    totp: { code: codeOfNow('{totp.secret}') },
  },
})

/** The token endpoint: every client's way to a token, and every way to be refused (contract 6). */
export const tokenScenario: Scenario = {
  name: '06-token',
  steps: [
    ...newCode('webjwt'),
    row('private_key_jwt success', redeem(by.webjwt)),
    ...newCode('webbasic'),
    row('client_secret_basic success', redeem(by.webbasic), { keep: 'tokens' }),
    row('code reuse', redeem(by.webbasic)),
    row('tokens of the first use still live after code reuse', userinfo('{tokens.access_token}')),
    row('refresh token too', asks('refresh_token', { refresh_token: '{tokens.refresh_token}' })),
    ...newCode('webbasic'),
    row('basic app, credentials in the form: accepted', redeem({ caller: as.nobody, fields: secretInForm })),
    ...newCode('webpost'),
    row('post app, credentials by Basic: accepted', redeem(by.webpost)),

    ...newCode('spa'),
    row('SPA: verifier missing', redeem(by.spa, { code_verifier: undefined })),
    row('SPA: verifier wrong', redeem(by.spa, { code_verifier: 'x'.repeat(43) })),
    row('SPA: redirect_uri differs', redeem(by.spa, { redirect_uri: `${callback}x` })),
    row('SPA: redirect_uri missing', redeem(by.spa, { redirect_uri: '' })),
    row("another client's code", redeem(by.webbasic)),
    row('SPA: after all failures the code still works (JWT access token)', redeem(by.spa)),
    ...newCode('spauserinfo'),
    row('SPA with idTokenUserinfoAssertion: full id_token', redeem(by.spauserinfo)),
    ...newCode('spa', withoutPkce),
    row('public client without PKCE at all: accepted', redeem(by.spa, { code_verifier: undefined })),
    ...newCode('spa', withoutPkce),
    row('public client: verifier although no challenge', redeem(by.spa, { code_verifier: aVerifier })),
    ...newCode('webbasic', withoutPkce),
    row(
      'confidential client: verifier although no challenge',
      redeem(by.webbasic, { code_verifier: aVerifier }),
    ),
    ...newCode('webbasic', { code_challenge: plainVerifier, code_challenge_method: 'plain' }),
    row('PKCE plain', redeem(by.webbasic, { code_verifier: plainVerifier })),

    ...newCode('webjwt'),
    row('assertion aud = token endpoint', asserting({ aud: `${issuer}/oauth/v2/token` })),
    row('assertion expired', asserting({ exp: secondsFromNow(-60) })),
    row('assertion iat 61 min old', asserting({ iat: secondsFromNow(-3660) })),
    row('assertion iat 10 s ahead', asserting({ iat: secondsFromNow(10) })),
    row('assertion wrong kid', asserting({}, { kid: '1' })),
    row('assertion wrong signature', asserting({}, { pair: 'stranger' })),
    row('assertion iss is not sub', asserting({ iss: '1' })),
    row('assertion type wrong', asserting({}, {}, { client_assertion_type: 'x' })),
    row(
      'assertion plus a wrong client_id field: ignored',
      asserting({}, {}, { client_id: '123', code: 'garbage' }),
    ),
    row(
      'private_key_jwt app, no authentication',
      redeem(by.nobody, { client_id: clientIdOf('webjwt'), code_verifier: undefined }),
    ),
    row('no client at all', redeem(by.nobody, { code_verifier: undefined })),
    row('garbage code', redeem(by.webjwt, { ...sameAssertion, code: 'garbage', code_verifier: undefined })),
    row('same client assertion again (replay): accepted', redeem(by.webjwt, sameAssertion)),

    row(
      'basic wrong secret',
      tokenRequest(
        { grant_type: 'authorization_code', code: 'x', redirect_uri: callback },
        as.basic(webbasic, 'wrong'),
      ),
    ),
    row(
      'basic unknown client',
      tokenRequest(
        { grant_type: 'authorization_code', code: 'x', redirect_uri: callback },
        as.basic('123', 'wrong'),
      ),
    ),
    row('code missing', asks('authorization_code', { redirect_uri: callback })),
    row('grant_type missing', asks(undefined, { code: 'x' })),
    row('grant_type unknown', asks('foo')),
    row(
      'grant not enabled on the app',
      asks('urn:ietf:params:oauth:grant-type:device_code', { device_code: 'x' }),
    ),
    row('password grant', asks('password', { username: 'a', password: 'b' })),
    row(
      'basic app, only client_id',
      tokenRequest({
        grant_type: 'authorization_code',
        code: 'x',
        redirect_uri: callback,
        client_id: webbasic,
      }),
    ),
    row('JSON body', post('/oauth/v2/token', as.nobody, { grant_type: 'authorization_code' })),
    row('GET without parameters', get('/oauth/v2/token', as.nobody)),

    ...newCode('webbasic', { scope: 'profile offline_access' }),
    row('scope without openid: no id_token', redeem(by.webbasic)),
    ...newCode('webbasic', { scope: 'openid' }),
    row('without offline_access: no refresh_token', redeem(by.webbasic)),
    ...newCode('norefresh'),
    row('offline_access but app lacks the refresh grant', redeem(by.norefresh)),
    ...newCode('webbasic', { scope: zitadelScopes }),
    row('ZITADEL scopes', redeem(by.webbasic), { keep: 'tokens' }),
    row('userinfo with ZITADEL scopes', userinfo('{tokens.access_token}')),
    ...newCode('spauserinfo', { scope: everyClaim }),
    row('ZITADEL scopes, claims in the id_token', redeem(by.spauserinfo)),

    row('user + password + TOTP', withTotp, { keep: 'session' }),
    aside(authorize('webbasic'), { keep: 'request' }),
    aside(bind('request', 'session'), { keep: 'callback' }),
    row('id_token with amr pwd otp mfa', redeem(by.webbasic)),
  ],
}
