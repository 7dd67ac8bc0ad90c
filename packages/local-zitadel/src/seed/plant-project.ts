import { randomSecret } from '../crypto/random-text.ts'
import { hashSecret } from '../crypto/secret-hash.ts'
import type { ApplicationKey, SeededApplication } from '../local-zitadel.ts'
import type { Application, OidcConfiguration, Organization, Project } from '../state/model.ts'
import type { Planting } from './planting.ts'
import type { CompleteSeed } from './seed.ts'

type ProjectSeed = NonNullable<CompleteSeed['project']>
type ApplicationSeed = ProjectSeed['applications'][number]

const lifetimeMs = 20 * 365 * 24 * 3_600_000

/** A project of the seed with its roles, applications and the users' roles on it. */
export async function plantProject(
  planting: Planting,
  organization: Organization,
  seed: ProjectSeed,
  users: CompleteSeed['users'],
): Promise<SeededApplication[]> {
  const { instance, nextId, now } = planting
  const project: Project = {
    id: nextId(),
    organizationId: organization.id,
    name: seed.name,
    state: 'active',
    roleAssertion: seed.roleAssertion,
    authorizationRequired: seed.authorizationRequired,
    projectAccessRequired: seed.projectAccessRequired,
    createdAt: now,
    changedAt: now,
    sequence: 1,
    roles: new Map(seed.roles.map((role) => [role, { displayName: role, group: '' }])),
    grants: new Map(),
  }
  instance.projects.set(project.id, project)
  const applications = await Promise.all(
    seed.applications.map((one) => plantApplication(planting, project, one)),
  )
  for (const { loginName, roles } of users) {
    const user = [...instance.users.values()].find((one) => one.username === loginName)
    if (user === undefined || roles.length === 0) continue
    const id = nextId()
    const [userId, projectId, organizationId] = [user.id, project.id, organization.id]
    instance.authorizations.set(id, {
      id,
      userId,
      projectId,
      organizationId,
      roleKeys: [...roles],
      state: 'active',
      createdAt: now,
      changedAt: now,
    })
  }
  return applications
}

async function plantApplication(
  planting: Planting,
  project: Project,
  seed: ApplicationSeed,
): Promise<SeededApplication> {
  const { instance, nextId, now, randomBytes, rsaKey } = planting
  const [id, clientId, keyId] = [nextId(), nextId(), nextId()]
  const clientSecret =
    seed.authMethod === 'basic' || seed.authMethod === 'post' ? randomSecret(randomBytes) : undefined
  const application: Application = {
    id,
    projectId: project.id,
    name: seed.name,
    state: 'active',
    createdAt: now,
    changedAt: now,
    sequence: 1,
    clientId,
    keys: new Map(),
    ...(clientSecret === undefined ? {} : { secretHash: hashSecret(clientSecret) }),
    ...(seed.type === 'oidc' ? { oidc: oidcOf(seed) } : { api: { authMethodType: seed.authMethod } }),
  }
  instance.applications.set(id, application)
  const shown = { name: seed.name, projectId: project.id, appId: id, clientId }
  if (seed.authMethod !== 'private_key_jwt')
    return clientSecret === undefined ? shown : { ...shown, clientSecret }
  const made = await rsaKey()
  application.keys.set(keyId, { publicKeyPem: made.publicPem, expiresAt: now + lifetimeMs, createdAt: now })
  const key: ApplicationKey = { type: 'application', keyId, key: made.privatePem, appId: id, clientId }
  return { ...shown, key }
}

function oidcOf(seed: Extract<ApplicationSeed, { type: 'oidc' }>): OidcConfiguration {
  return {
    redirectUris: [...seed.redirectUris],
    postLogoutRedirectUris: [...seed.postLogoutRedirectUris],
    responseTypes: ['code'],
    grantTypes: [...seed.grantTypes],
    applicationType: seed.applicationType,
    authMethodType: seed.authMethod,
    developmentMode: seed.developmentMode,
    accessTokenType: seed.accessTokenType,
    accessTokenRoleAssertion: seed.accessTokenRoleAssertion,
    idTokenRoleAssertion: seed.idTokenRoleAssertion,
    idTokenUserinfoAssertion: seed.idTokenUserinfoAssertion,
    clockSkewMs: 0,
    additionalOrigins: [],
    skipNativeAppSuccessPage: false,
    backChannelLogoutUri: seed.backChannelLogoutUri ?? '',
    loginVersion: { version: 'unspecified' },
  }
}
