/** The applications that a deployment can have, in the order in which they are made. */
export type ApplicationName = 'gateway' | 'spa' | 'api' | 'api_key'

/** What an application proves itself with. */
export type CredentialKind = 'key' | 'secret' | 'none'

/** An application as it shall be; `configuration` in ZITADEL's words, and only what this deployment decides (contract 12.2). */
export interface WantedApplication {
  readonly app: ApplicationName
  readonly name: string
  readonly kind: 'oidc' | 'api'
  readonly configuration: Readonly<Record<string, unknown>>
  readonly credential: CredentialKind
}

/** Everything that shall be there afterwards. */
export interface Wanted {
  readonly issuer: string
  readonly publicOrigin: string
  readonly project: { readonly name: string; readonly settings: Readonly<Record<string, boolean>> }
  readonly roles: readonly string[]
  readonly applications: readonly WantedApplication[]
  readonly loginClient: { readonly userName: string; readonly role: 'IAM_LOGIN_CLIENT' }
  readonly allowInsecureLoopback: boolean
}

export interface WantedOptions {
  readonly issuer: string
  readonly publicOrigin: string
  /** All names begin with it. */
  readonly name: string
  readonly roles: readonly string[]
  /** How the API proves itself when it introspects: ZITADEL gives one application a secret or keys, never both. */
  readonly api: 'basic' | 'key' | 'both' | 'none'
  /** Whether ZITADEL shall tell the gateway of sessions that end; it refuses private addresses there (contract 9). */
  readonly backchannelLogout: boolean
  readonly allowInsecureLoopback: boolean
}

const apisOf: Readonly<Record<WantedOptions['api'], readonly ApplicationName[]>> = {
  basic: ['api'],
  key: ['api_key'],
  both: ['api', 'api_key'],
  none: [],
}

/** What a deployment needs at ZITADEL, as `docs/real-zitadel.md` says it. */
export function wantedOf(options: WantedOptions): Wanted {
  const { issuer, publicOrigin, name, roles, allowInsecureLoopback } = options
  const apis = apisOf[options.api]
  return {
    issuer,
    publicOrigin,
    project: { name, settings: { projectRoleAssertion: true } },
    roles: [...new Set(roles)],
    applications: [
      gatewayApplication(options),
      browserApplication(options),
      api('api', `${name}-api`, 'secret'),
      api('api_key', `${name}-api-key`, 'key'),
    ].filter(({ app }) => app === 'gateway' || app === 'spa' || apis.includes(app)),
    loginClient: { userName: `${name}-login-client`, role: 'IAM_LOGIN_CLIENT' },
    allowInsecureLoopback,
  }
}

/** Without it ZITADEL refuses redirect URIs over plain http. */
const developmentMode = (publicOrigin: string): boolean => publicOrigin.startsWith('http:')

const byCode = { responseTypes: ['OIDC_RESPONSE_TYPE_CODE'], accessTokenType: 'OIDC_TOKEN_TYPE_BEARER' }

/** The name, the address and the roles of who logs in come with the login: no userinfo call (contract 6.4). */
const claimsInIdToken = { idTokenRoleAssertion: true, idTokenUserinfoAssertion: true }

const gatewayApplication = ({ name, publicOrigin, backchannelLogout }: WantedOptions): WantedApplication => ({
  app: 'gateway',
  name: `${name}-gateway`,
  kind: 'oidc',
  configuration: {
    ...byCode,
    ...claimsInIdToken,
    redirectUris: [`${publicOrigin}/auth/callback`],
    postLogoutRedirectUris: [`${publicOrigin}/`],
    grantTypes: ['OIDC_GRANT_TYPE_AUTHORIZATION_CODE'],
    applicationType: 'OIDC_APP_TYPE_WEB',
    authMethodType: 'OIDC_AUTH_METHOD_TYPE_PRIVATE_KEY_JWT',
    developmentMode: developmentMode(publicOrigin),
    backChannelLogoutUri: backchannelLogout ? `${publicOrigin}/auth/backchannel-logout` : '',
  },
  credential: 'key',
})

/** The application in its second form: the page itself logs in, by redirect and PKCE, and keeps the tokens. */
const browserApplication = ({ name, publicOrigin }: WantedOptions): WantedApplication => ({
  app: 'spa',
  name: `${name}-spa`,
  kind: 'oidc',
  configuration: {
    ...byCode,
    ...claimsInIdToken,
    redirectUris: [`${publicOrigin}/callback`],
    postLogoutRedirectUris: [`${publicOrigin}/`],
    grantTypes: ['OIDC_GRANT_TYPE_AUTHORIZATION_CODE', 'OIDC_GRANT_TYPE_REFRESH_TOKEN'],
    applicationType: 'OIDC_APP_TYPE_USER_AGENT',
    authMethodType: 'OIDC_AUTH_METHOD_TYPE_NONE',
    developmentMode: developmentMode(publicOrigin),
    backChannelLogoutUri: '',
  },
  credential: 'none',
})

const api = (app: 'api' | 'api_key', name: string, credential: 'secret' | 'key'): WantedApplication => ({
  app,
  name,
  kind: 'api',
  configuration: {
    authMethodType:
      credential === 'key' ? 'API_AUTH_METHOD_TYPE_PRIVATE_KEY_JWT' : 'API_AUTH_METHOD_TYPE_BASIC',
  },
  credential,
})
