/** An application's configuration as ZITADEL's JSON has it. */
export type Configuration = Readonly<Record<string, unknown>>

/** What a configuration says by leaving it out: proto3's zero values (contract 11.4). */
const absent: Configuration = {
  redirectUris: [],
  postLogoutRedirectUris: [],
  responseTypes: [],
  grantTypes: [],
  applicationType: 'OIDC_APP_TYPE_WEB',
  authMethodType: 'OIDC_AUTH_METHOD_TYPE_BASIC',
  accessTokenType: 'OIDC_TOKEN_TYPE_BEARER',
  developmentMode: false,
  accessTokenRoleAssertion: false,
  idTokenRoleAssertion: false,
  idTokenUserinfoAssertion: false,
  backChannelLogoutUri: '',
}

/** What an update can set beside that; read-only members such as `clientId` are not among it. */
const alsoKept = ['version', 'clockSkew', 'additionalOrigins', 'skipNativeAppSuccessPage', 'loginVersion']

/** The names of the settings in which what was found is not what is wanted. The order within a list means nothing. */
export function differences(wanted: Configuration, found: Configuration, kind: 'oidc' | 'api'): string[] {
  const zero = kind === 'api' ? { authMethodType: 'API_AUTH_METHOD_TYPE_BASIC' } : absent
  return Object.keys(wanted).filter(
    (name) => canonical(wanted[name]) !== canonical(found[name] ?? (zero as Configuration)[name]),
  )
}

/**
 * What to send so that `wanted` holds and nothing else changes: ZITADEL resets what an update leaves out (contract 12.2), so all that was
 * found is said again.
 */
export function merged(wanted: Configuration, found: Configuration): Configuration {
  const kept = [...Object.keys(absent), ...alsoKept].filter((name) => found[name] !== undefined)
  return { ...Object.fromEntries(kept.map((name) => [name, found[name]])), ...wanted }
}

const canonical = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) ? value.map(String).toSorted() : value)
