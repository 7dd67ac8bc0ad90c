import { durationMs } from '@bufbuild/protobuf/wkt'
import type { OidcConfiguration } from '../../state/model.ts'
import type { LoginVersionRequest, OidcConfigurationRequest } from './application-types.ts'

const responseTypes = ['code', 'code', 'id_token', 'id_token token'] as const
const grantTypes = [
  'authorization_code',
  'implicit',
  'refresh_token',
  'device_code',
  'token_exchange',
] as const
const applicationTypes = ['web', 'user_agent', 'native'] as const
const authMethodTypes = ['basic', 'post', 'none', 'private_key_jwt'] as const

/**
 * The configuration that a call makes, on top of another. Left out, URIs stay, but grant and response types fall back to the code flow
 * and the login version is dropped (contract 12.2, R).
 */
export function oidcConfiguration(
  given: OidcConfigurationRequest,
  known?: OidcConfiguration,
): OidcConfiguration {
  const responses = given.responseTypes.map((number) => responseTypes[number] ?? 'code')
  const grants = given.grantTypes.map((number) => grantTypes[number] ?? 'authorization_code')
  return {
    redirectUris: listOr(given.redirectUris, known?.redirectUris),
    postLogoutRedirectUris: listOr(given.postLogoutRedirectUris, known?.postLogoutRedirectUris),
    responseTypes: responses.length === 0 ? ['code'] : responses,
    grantTypes: grants.length === 0 ? ['authorization_code'] : grants,
    applicationType:
      given.applicationType === undefined
        ? (known?.applicationType ?? 'web')
        : (applicationTypes[given.applicationType] ?? 'web'),
    authMethodType:
      given.authMethodType === undefined
        ? (known?.authMethodType ?? 'basic')
        : (authMethodTypes[given.authMethodType] ?? 'basic'),
    developmentMode: given.developmentMode ?? known?.developmentMode ?? false,
    accessTokenType:
      given.accessTokenType === undefined
        ? (known?.accessTokenType ?? 'bearer')
        : given.accessTokenType === 1
          ? 'jwt'
          : 'bearer',
    accessTokenRoleAssertion: given.accessTokenRoleAssertion ?? known?.accessTokenRoleAssertion ?? false,
    idTokenRoleAssertion: given.idTokenRoleAssertion ?? known?.idTokenRoleAssertion ?? false,
    idTokenUserinfoAssertion: given.idTokenUserinfoAssertion ?? known?.idTokenUserinfoAssertion ?? false,
    clockSkewMs: given.clockSkew === undefined ? (known?.clockSkewMs ?? 0) : durationMs(given.clockSkew),
    additionalOrigins: listOr(given.additionalOrigins, known?.additionalOrigins),
    skipNativeAppSuccessPage: given.skipNativeAppSuccessPage ?? known?.skipNativeAppSuccessPage ?? false,
    backChannelLogoutUri: given.backChannelLogoutUri ?? known?.backChannelLogoutUri ?? '',
    loginVersion: loginVersion(given.loginVersion),
  }
}

/** A configuration's choices as the numbers of the wire. */
export function numbersOfConfiguration(oidc: OidcConfiguration) {
  return {
    responseTypes: oidc.responseTypes.map((type) => responseTypes.lastIndexOf(type)),
    grantTypes: oidc.grantTypes.map((type) => grantTypes.indexOf(type)),
    applicationType: applicationTypes.indexOf(oidc.applicationType),
    authMethodType: authMethodTypes.indexOf(oidc.authMethodType),
    accessTokenType: oidc.accessTokenType === 'jwt' ? 1 : 0,
  }
}

const listOr = (given: readonly string[], known: readonly string[] | undefined) => [
  ...(given.length === 0 ? (known ?? []) : given),
]

function loginVersion(given: LoginVersionRequest | undefined): OidcConfiguration['loginVersion'] {
  if (given?.version.case === 'loginV1') return { version: 'v1' }
  if (given?.version.case !== 'loginV2') return { version: 'unspecified' }
  const { baseUri } = given.version.value
  return baseUri === undefined ? { version: 'v2' } : { version: 'v2', baseUri }
}

/** Why a configuration is not what OAuth asks of its kind of application; keys as the original gives them (R). */
export function complianceProblems(oidc: OidcConfiguration): string[] {
  const generic = 'Application.OIDC.V1.NotCompliant'
  const problems: string[] = []
  const hasHttp = oidc.redirectUris.some((uri) => uri.startsWith('http://'))
  const hasCustom = oidc.redirectUris.some((uri) => !/^https?:\/\//.test(uri))
  const byCode = oidc.grantTypes.includes('authorization_code')
  if (byCode && oidc.redirectUris.length === 0) problems.push('Application.OIDC.V1.NoRedirectUris')
  if (oidc.applicationType === 'user_agent' && oidc.authMethodType !== 'none') {
    problems.push('Application.OIDC.V1.UserAgent.AuthMethodType.NotNone')
  }
  if (oidc.applicationType === 'native' && oidc.authMethodType !== 'none') {
    problems.push('Application.OIDC.V1.Native.AuthMethodType.NotNone')
  }
  if (byCode && oidc.applicationType === 'user_agent' && hasHttp) {
    problems.push(generic, 'Application.OIDC.V1.Code.RedirectUris.HttpOnlyForWeb')
  }
  if (byCode && oidc.applicationType !== 'native' && hasCustom) {
    problems.push(generic, 'Application.OIDC.V1.Code.RedirectUris.CustomOnlyForNative')
  }
  return problems.length === 0 ? [] : [generic, ...problems]
}
