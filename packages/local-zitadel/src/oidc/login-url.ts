import type { Instance, OidcConfiguration } from '../state/model.ts'
import { addToQuery } from './query-text.ts'

type Application = Pick<OidcConfiguration, 'loginVersion'>

const defaultLogin = '/ui/v2/login'

/** Which login a request goes to (contract 4.2): the header, then the instance's feature, then the application. */
export function loginVersion(instance: Instance, application: Application, loginClient: string): 'v1' | 'v2' {
  if (loginClient !== '' || instance.features.loginV2.required) return 'v2'
  return application.loginVersion.version === 'v2' ? 'v2' : 'v1'
}

/** Where the browser is sent to log in: relative unless a base URI is in force (contract 4.3). */
export function loginUrl(instance: Instance, application: Application, authRequestId: string): string {
  return addToQuery(join(baseUri(instance, application), 'login'), { authRequest: authRequestId })
}

/** Where the browser is sent to log out; never an application's own base URI without the application. */
export function logoutUrl(
  instance: Instance,
  application: Application | undefined,
  parameters: Readonly<Record<string, string>>,
): string {
  return addToQuery(join(baseUri(instance, application), 'logout'), parameters)
}

/** The feature's base URI counts alone while the feature is on, even when it has none. */
function baseUri(instance: Instance, application: Application | undefined): string {
  const { required, baseUri: ofFeature } = instance.features.loginV2
  const version = application?.loginVersion
  const ofApplication = version?.version === 'v2' ? version.baseUri : undefined
  const uri = required ? ofFeature : ofApplication
  return uri === undefined || uri === '' ? defaultLogin : uri
}

function join(base: string, segment: string): string {
  const mark = base.indexOf('?')
  const path = mark < 0 ? base : base.slice(0, mark)
  return `${path.replace(/\/+$/, '')}/${segment}${mark < 0 ? '' : base.slice(mark)}`
}
