import type { Seed } from './seed.ts'

/**
 * An organization "Newsroom" with three users and the newsroom's applications: the gateway with private_key_jwt, the API with a secret.
 *
 * `redirectUris` are the gateway's; a back-channel login never follows them, but ZITADEL compares them.
 */
export function defaultSeed(options: { readonly redirectUris?: readonly string[] } = {}): Seed {
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
          redirectUris: [...(options.redirectUris ?? ['http://localhost:3000/auth/callback'])],
        },
        { type: 'api', name: 'newsroom-api', authMethod: 'basic' },
      ],
    },
    loginClient: { userName: 'login-client', key: true },
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
