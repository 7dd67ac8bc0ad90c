import type { Answer, RequestContext } from '../server/request-context.ts'
import { signingAlgorithms } from '../tokens/web-key.ts'
import { json } from './answer.ts'
import { builtInLanguages } from './locales.ts'

/** Paths of the endpoints, at ZITADEL's default places (contract 1.2). */
export const endpoints = {
  discovery: '/.well-known/openid-configuration',
  authorization: '/oauth/v2/authorize',
  token: '/oauth/v2/token',
  introspection: '/oauth/v2/introspect',
  revocation: '/oauth/v2/revoke',
  deviceAuthorization: '/oauth/v2/device_authorization',
  keys: '/oauth/v2/keys',
  userinfo: '/oidc/v1/userinfo',
  endSession: '/oidc/v1/end_session',
} as const

const clientMethods = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt']
const assertionAlgorithms = ['RS256']

/**
 * The discovery document (contract 1.2, 1.3): what the original says, also where it is not so. Token exchange is not listed, request
 * objects are and do not work.
 */
export async function discovery({ issuer }: RequestContext): Promise<Answer> {
  return json({
    issuer,
    authorization_endpoint: issuer + endpoints.authorization,
    token_endpoint: issuer + endpoints.token,
    introspection_endpoint: issuer + endpoints.introspection,
    userinfo_endpoint: issuer + endpoints.userinfo,
    revocation_endpoint: issuer + endpoints.revocation,
    end_session_endpoint: issuer + endpoints.endSession,
    device_authorization_endpoint: issuer + endpoints.deviceAuthorization,
    jwks_uri: issuer + endpoints.keys,
    scopes_supported: ['openid', 'profile', 'email', 'phone', 'address', 'offline_access'],
    response_types_supported: ['code', 'id_token', 'id_token token'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: [
      'authorization_code',
      'implicit',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      'urn:ietf:params:oauth:grant-type:device_code',
    ],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: signingAlgorithms,
    request_object_signing_alg_values_supported: assertionAlgorithms,
    token_endpoint_auth_methods_supported: clientMethods,
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    revocation_endpoint_auth_methods_supported: clientMethods,
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
    introspection_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    claims_supported: claims,
    code_challenge_methods_supported: ['S256'],
    ui_locales_supported: builtInLanguages,
    request_parameter_supported: true,
    request_uri_parameter_supported: false,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
  })
}

const claims = [
  'sub',
  'aud',
  'exp',
  'iat',
  'iss',
  'auth_time',
  'nonce',
  'acr',
  'amr',
  'c_hash',
  'at_hash',
  'act',
  'scopes',
  'client_id',
  'azp',
  'preferred_username',
  'name',
  'family_name',
  'given_name',
  'locale',
  'email',
  'email_verified',
  'phone_number',
  'phone_number_verified',
]
