import { as } from '../callers.ts'
import { issuer, jwtBearer, keys, loginNameOf, zitadelAudience } from '../names.ts'
import { tokenRequest, userinfo } from '../oidc.ts'
import { post, type Request } from '../request.ts'
import { always, assertion, secondsFromNow, type Signing } from '../signing.ts'
import { row, type Scenario } from '../table.ts'
import type { Fields } from '../values.ts'

const both = `openid ${zitadelAudience}`
const tenYears = 315_360_000

/** The JWT profile grant of the service user `svc-login`, with claims changed or the assertion signed differently. */
function asserted(claims: Fields = {}, signing: Signing = {}, scope: string | undefined = both): Request {
  return tokenRequest({ grant_type: jwtBearer, assertion: assertion(keys.login, claims, signing), scope })
}

const twice = tokenRequest({
  grant_type: jwtBearer,
  assertion: always('the assertion that is sent twice', assertion(keys.login)),
  scope: zitadelAudience,
})

function clientCredentials(id: string, secret: string, scope?: string): Request {
  return tokenRequest({ grant_type: 'client_credentials', scope }, as.basic(id, secret))
}

const ccSecret = '{ccSecret.clientSecret}'

/** How a service user gets a token: JWT profile (contract 2.1) and client credentials (contract 2.3). */
export const serviceUserScenario: Scenario = {
  name: '02-service-user-jwt-bearer',
  steps: [
    row('success: openid + zitadel audience', asserted()),
    row('success without openid: no id_token', asserted({}, {}, zitadelAudience)),
    row('aud as an array', asserted({ aud: [issuer, 'x'] })),
    row('aud = token endpoint', asserted({ aud: `${issuer}/oauth/v2/token` })),
    row('aud wrong', asserted({ aud: 'http://other.example' })),
    row('scope missing', tokenRequest({ grant_type: jwtBearer, assertion: assertion(keys.login) })),
    row('assertion missing', tokenRequest({ grant_type: jwtBearer, scope: 'openid' })),
    row('iat 61 minutes old', asserted({ iat: secondsFromNow(-3660) })),
    row('iat 59 minutes old: accepted', asserted({ iat: secondsFromNow(-3540) })),
    row('iat 30 s in the future', asserted({ iat: secondsFromNow(30) })),
    row('exp in the past', asserted({ exp: secondsFromNow(-10) })),
    row('exp missing', asserted({ exp: undefined })),
    row('exp 10 years ahead: accepted', asserted({ exp: secondsFromNow(tenYears) })),
    row('iat missing', asserted({ iat: undefined })),
    row('wrong kid', asserted({}, { kid: '123' })),
    row('kid missing', asserted({}, { kid: null })),
    row('wrong key (signature)', asserted({}, { pair: 'stranger' })),
    row('iss differs from sub', asserted({ iss: '1234' })),
    row('PS256', asserted({}, { alg: 'PS256' })),
    row('EdDSA key', asserted({}, { alg: 'EdDSA', pair: 'ed25519', kid: '{loginEdKey.keyId}' })),
    row('P-256 key, ES256', asserted({}, { alg: 'ES256', pair: 'p256', kid: '{loginEcKey.keyId}' })),
    row('same assertion, first use', twice),
    row('same assertion, second use (replay)', twice),
    row('unknown scope is dropped', asserted({}, {}, `openid foo ${zitadelAudience}`)),
    row(
      'assertion is no JWT',
      tokenRequest({ grant_type: jwtBearer, assertion: 'garbage', scope: 'openid' }),
    ),
    row('token without the zitadel audience scope', asserted({}, {}, 'openid'), { keep: 'narrow' }),
    row(
      'token without zitadel audience on /v2/sessions',
      post('/v2/sessions', as.bearer('{narrow.access_token}'), {
        checks: { user: { loginName: loginNameOf('alice') } },
      }),
    ),
    row('client_credentials success (client_id = login name)', clientCredentials('svc-cc', ccSecret, both)),
    row('client_credentials wrong secret', clientCredentials('svc-cc', 'nope', 'openid')),
    row('client_credentials unknown client', clientCredentials('svc-nobody', 'nope', 'openid')),
    row('client_credentials user without secret', clientCredentials('svc-norole', 'nope', 'openid')),
    row('client_credentials without scope', clientCredentials('svc-cc', ccSecret)),
    row('userinfo of the service user with a PAT', userinfo('{loginPat.token}')),
  ],
}
