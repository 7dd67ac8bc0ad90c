import { durationFromMs } from '@bufbuild/protobuf/wkt'
import type { Application, OidcConfiguration } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { complianceProblems, numbersOfConfiguration } from './oidc-configuration.ts'

/** `zitadel.application.v2.Application`. A secret is never shown again. */
export function applicationMessage(application: Application) {
  const { clientId, oidc, api } = application
  return {
    applicationId: application.id,
    creationDate: timestamp(application.createdAt),
    changeDate: timestamp(application.changedAt),
    state: application.state === 'active' ? 1 : 2,
    name: application.name,
    configuration:
      oidc === undefined
        ? {
            case: 'apiConfiguration',
            value: { clientId, authMethodType: api?.authMethodType === 'private_key_jwt' ? 1 : 0 },
          }
        : { case: 'oidcConfiguration', value: { clientId, ...oidcMessage(oidc) } },
  }
}

function oidcMessage(oidc: OidcConfiguration) {
  const problems = complianceProblems(oidc)
  return {
    ...numbersOfConfiguration(oidc),
    redirectUris: oidc.redirectUris,
    postLogoutRedirectUris: oidc.postLogoutRedirectUris,
    nonCompliant: problems.length > 0,
    complianceProblems: problems.map((key) => ({ key })),
    developmentMode: oidc.developmentMode,
    accessTokenRoleAssertion: oidc.accessTokenRoleAssertion,
    idTokenRoleAssertion: oidc.idTokenRoleAssertion,
    idTokenUserinfoAssertion: oidc.idTokenUserinfoAssertion,
    clockSkew: durationFromMs(oidc.clockSkewMs),
    additionalOrigins: oidc.additionalOrigins,
    allowedOrigins: allowedOrigins(oidc),
    skipNativeAppSuccessPage: oidc.skipNativeAppSuccessPage,
    backChannelLogoutUri: oidc.backChannelLogoutUri,
    ...loginVersionMessage(oidc),
  }
}

/** Where pages of the application may call from: the origins of its redirect URIs, and those that were added. */
function allowedOrigins({ redirectUris, additionalOrigins }: OidcConfiguration): string[] {
  const origins = redirectUris.flatMap((uri) => (URL.canParse(uri) ? [new URL(uri).origin] : []))
  return [...new Set([...origins.filter((origin) => origin !== 'null'), ...additionalOrigins])]
}

function loginVersionMessage({ loginVersion }: OidcConfiguration) {
  if (loginVersion.version === 'v1') return { loginVersion: { version: { case: 'loginV1', value: {} } } }
  if (loginVersion.version !== 'v2') return {}
  const { baseUri } = loginVersion
  const value = baseUri === undefined ? {} : { baseUri }
  return { loginVersion: { version: { case: 'loginV2', value } } }
}
