import type { Seed } from './seed.ts'

/** Where the newsroom's gateway is, and the addresses that ZITADEL shall know of it. */
export interface DefaultSeedOptions {
  /** Origin of the gateway, without a slash at the end. Default: `http://localhost:3000`. */
  readonly application?: string
  /** Origin of the page that logs in by itself. Default: that of the gateway. */
  readonly browserApplication?: string
  /** The gateway's own when absent. A back-channel login never follows them, but ZITADEL compares them. */
  readonly redirectUris?: readonly string[]
}

/**
 * An organization "Newsroom" with users and the newsroom's applications: the gateway with private_key_jwt and back-channel logout, the
 * API with a secret and once more with a key, and the page that logs in by itself, in the API's project and in another one.
 */
export function defaultSeed(options: DefaultSeedOptions = {}): Seed {
  const { application = 'http://localhost:3000' } = options
  const { browserApplication: page = application } = options
  return {
    organization: { name: 'Newsroom', domain: 'newsroom.localhost' },
    users: [
      {
        loginName: 'mini@newsroom.localhost',
        givenName: 'Mini',
        familyName: 'Reader',
        email: 'mini@newsroom.localhost',
        roles: ['reader'],
      },
      {
        loginName: 'totp@newsroom.localhost',
        givenName: 'Toni',
        familyName: 'Careful',
        email: 'totp@newsroom.localhost',
        totp: true,
        roles: ['reader'],
      },
      {
        loginName: 'editor@newsroom.localhost',
        givenName: 'Edda',
        familyName: 'Editor',
        email: 'editor@newsroom.localhost',
        roles: ['reader', 'editor'],
        metadata: { desk: 'culture' },
      },
      {
        loginName: 'sso@newsroom.localhost',
        givenName: 'Sam',
        familyName: 'Single',
        email: 'sso@newsroom.localhost',
        password: null,
        roles: ['reader'],
      },
    ],
    project: {
      name: 'newsroom',
      roles: ['reader', 'editor'],
      roleAssertion: true,
      applications: [
        {
          type: 'oidc',
          name: 'newsroom-gateway',
          authMethod: 'private_key_jwt',
          redirectUris: [...(options.redirectUris ?? [`${application}/auth/callback`])],
          backChannelLogoutUri: `${application}/auth/backchannel-logout`,
          // The name, the address and the roles of who logs in then come with the login: no userinfo call (contract 6.4).
          idTokenUserinfoAssertion: true,
          idTokenRoleAssertion: true,
        },
        { type: 'api', name: 'newsroom-api', authMethod: 'basic' },
        browserApplication('newsroom-spa', page),
        { type: 'api', name: 'newsroom-api-jwt', authMethod: 'private_key_jwt' },
      ],
    },
    otherProjects: [{ name: 'reading-room', applications: [browserApplication('reading-room-spa', page)] }],
    loginClient: { userName: 'login-client', key: true },
  }
}

type ApplicationSeed = NonNullable<NonNullable<Seed['project']>['applications']>[number]

/** The newsroom in its second form: the page itself logs in, by redirect, and keeps the tokens. */
function browserApplication(name: string, origin: string): ApplicationSeed {
  return {
    type: 'oidc',
    name,
    authMethod: 'none',
    applicationType: 'user_agent',
    redirectUris: [`${origin}/callback`],
    postLogoutRedirectUris: [`${origin}/`],
    grantTypes: ['authorization_code', 'refresh_token'],
    accessTokenType: 'bearer',
    idTokenUserinfoAssertion: true,
  }
}

/** What a first instance has (contract 12.5): a human administrator, a service user IAM_OWNER, and a login client with a PAT alone. */
export const emptySeed: Seed = {
  organization: { name: 'ZITADEL', domain: 'zitadel.localhost' },
  users: [
    {
      loginName: 'zitadel-admin@zitadel.localhost',
      givenName: 'ZITADEL',
      familyName: 'Admin',
      email: 'zitadel-admin@zitadel.localhost',
      passwordChangeRequired: true,
    },
  ],
  loginClient: { userName: 'login-client', key: false },
}
