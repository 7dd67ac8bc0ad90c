import { as } from './callers.ts'
import { callback, jwtBearer, keys, zitadelAudience } from './names.ts'
import { tokenRequest } from './oidc.ts'
import { codeOfNow } from './proofs.ts'
import { get, post } from './request.ts'
import {
  apiApplication,
  applicationKey,
  authorization,
  browser,
  code,
  expirationDate,
  foreigner,
  human,
  oidcApplication,
  onUser,
  project,
  refresh,
  regulars,
  role,
  serviceUser,
  withOddities,
} from './set-up-rows.ts'
import { assertion, publicKey } from './signing.ts'
import { aside, row, type Scenario, wait } from './table.ts'

const ed25519 = { expirationDate, publicKey: publicKey('ed25519') }
const p256 = { expirationDate, publicKey: publicKey('p256') }
const department = { metadata: [{ key: 'dept', value: Buffer.from('sales').toString('base64') }] }

/** Creates on a fresh instance, through its APIs only, everything that the other tables speak of. */
export const setUp: Scenario = {
  name: '00-setup',
  steps: [
    row('own organization of the admin', get('/management/v1/orgs/me', as.admin), { keep: 'organization' }),

    project('main', { projectRoleAssertion: true }),
    project('plain'),
    project('access', { projectAccessRequired: true }),
    project('grant', { authorizationRequired: true }),
    role('main', 'admin'),
    role('main', 'reader'),
    role('grant', 'user'),

    oidcApplication('webjwt', 'main', {
      authMethodType: 'OIDC_AUTH_METHOD_TYPE_PRIVATE_KEY_JWT',
      grantTypes: [code, refresh, 'OIDC_GRANT_TYPE_TOKEN_EXCHANGE'],
    }),
    applicationKey('webjwt', 'main'),
    oidcApplication('webbasic', 'main'),
    oidcApplication('webpost', 'main', { authMethodType: 'OIDC_AUTH_METHOD_TYPE_POST' }),
    oidcApplication('spa', 'main', {
      ...browser,
      accessTokenType: 'OIDC_TOKEN_TYPE_JWT',
      accessTokenRoleAssertion: true,
    }),
    oidcApplication('spauserinfo', 'main', {
      ...browser,
      idTokenUserinfoAssertion: true,
      idTokenRoleAssertion: true,
    }),
    oidcApplication('device', 'main', {
      applicationType: 'OIDC_APP_TYPE_NATIVE',
      authMethodType: 'OIDC_AUTH_METHOD_TYPE_NONE',
      grantTypes: ['OIDC_GRANT_TYPE_DEVICE_CODE', refresh],
    }),
    oidcApplication('plain', 'plain'),
    oidcApplication('access', 'access'),
    oidcApplication('grant', 'grant'),
    oidcApplication('norefresh', 'plain', { grantTypes: [code] }),
    oidcApplication('prod', 'plain', {
      developmentMode: false,
      redirectUris: ['https://app.example/callback', callback],
    }),
    apiApplication('apibasic', 'main', 'API_AUTH_METHOD_TYPE_BASIC'),
    apiApplication('apijwt', 'main', 'API_AUTH_METHOD_TYPE_PRIVATE_KEY_JWT'),
    applicationKey('apijwt', 'main'),
    apiApplication('apiforeign', 'plain', 'API_AUTH_METHOD_TYPE_BASIC'),

    ...serviceUser('login', ['IAM_LOGIN_CLIENT']),
    ...serviceUser('norole'),
    ...serviceUser('owner', ['IAM_OWNER']),
    ...serviceUser('imp', ['IAM_END_USER_IMPERSONATOR']),
    ...serviceUser('cc'),
    row('machine secret', onUser('cc', 'secret'), { keep: 'ccSecret' }),
    row('upload an Ed25519 public key', onUser('login', 'keys', ed25519), { keep: 'loginEdKey' }),
    row('upload a P-256 public key', onUser('login', 'keys', p256), { keep: 'loginEcKey' }),

    ...[...regulars, ...withOddities].map((name) => human(name)),
    row('lock user', onUser('locked', 'lock')),
    row('deactivate user', onUser('inactive', 'deactivate')),
    row('register TOTP', onUser('totpuser', 'totp'), { keep: 'totp' }),
    row('verify TOTP', onUser('totpuser', 'totp/verify', { code: codeOfNow('{totp.secret}') })),
    row('add otp_sms', onUser('otpuser', 'otp_sms')),
    row('add otp_email', onUser('otpuser', 'otp_email')),
    row('generate recovery codes', onUser('recuser', 'recovery_codes', { count: 5 })),

    row('second organization', post('/v2/organizations', as.admin, { name: 'otherorg' }), {
      keep: 'otherOrganization',
    }),
    wait(1_500),
    human(foreigner, '{otherOrganization.organizationId}'),
    authorization('alice', 'main', ['admin', 'reader']),
    authorization('bob', 'main', ['reader']),
    authorization('alice', 'grant', ['user']),
    row('set user metadata', onUser('alice', 'metadata', department)),

    // From here on the login client calls with a token of its own, as a back end does.
    aside(
      tokenRequest({
        grant_type: jwtBearer,
        assertion: assertion(keys.login),
        scope: `openid ${zitadelAudience}`,
      }),
      { keep: 'loginClient' },
    ),
  ],
}
