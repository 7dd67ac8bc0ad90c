import { hashPassword } from '../crypto/password-hash.ts'
import { randomPassword } from '../crypto/random-text.ts'
import { toBase32 } from '../crypto/totp.ts'
import type { Seeded, SeededUser, ServiceAccountKey } from '../local-zitadel.ts'
import { newHuman } from '../services/user/new-human.ts'
import { serviceAccountKey } from '../services/user/service-account-key.ts'
import { createPat } from '../services/user/personal-access-token.ts'
import { createOrganization } from '../state/create-organization.ts'
import type { Machine, Organization, User } from '../state/model.ts'
import { plantProject } from './plant-project.ts'
import type { Planting } from './planting.ts'
import type { CompleteSeed } from './seed.ts'

/** Credentials of a seed do not run out while the laptop lives. */
const lifetimeMs = 20 * 365 * 24 * 3_600_000

/** Fills a new instance with what a seed says, and answers the secrets that only its maker may know. */
export async function plantSeed(planting: Planting, seed: CompleteSeed): Promise<Seeded> {
  const { instance, now, nextId } = planting
  const { domain, name } = seed.organization
  const organization = createOrganization({
    id: nextId(),
    name,
    now,
    ...(domain === undefined ? {} : { primaryDomain: domain }),
  })
  instance.organizations.set(organization.id, organization)
  instance.defaultOrganizationId = organization.id
  plantOwnProject(planting, organization)

  const administrator = plantMachine(
    planting,
    organization,
    seed.administrator.userName,
    'Local administrator',
  )
  instance.members.set(administrator.user.id, ['IAM_OWNER'])
  organization.members.set(administrator.user.id, ['ORG_OWNER'])
  const loginClient = plantMachine(planting, organization, seed.loginClient.userName, 'Login client')
  instance.members.set(loginClient.user.id, ['IAM_LOGIN_CLIENT'])

  const users: SeededUser[] = []
  for (const given of seed.users) users.push(await plantUser(planting, organization, given))
  const [adminKey, loginClientKey, ofProject] = await Promise.all([
    plantKey(planting, administrator),
    seed.loginClient.key ? plantKey(planting, loginClient) : null,
    seed.project === undefined ? [] : plantProject(planting, organization, seed.project, seed.users),
  ])
  const applications = [...ofProject]
  // One after the other, behind everything else: what a seed had before keeps its ids.
  for (const one of seed.otherProjects)
    applications.push(...(await plantProject(planting, organization, one, [])))
  return {
    adminPat: await plantPat(planting, administrator),
    adminKey,
    loginClientPat: await plantPat(planting, loginClient),
    loginClientKey,
    organizationId: organization.id,
    users,
    applications,
  }
}

/** The project of ZITADEL's own API, which audience scopes name. */
function plantOwnProject({ instance, now }: Planting, organization: Organization): void {
  instance.projects.set(instance.ownProjectId, {
    id: instance.ownProjectId,
    organizationId: organization.id,
    name: 'ZITADEL',
    state: 'active',
    roleAssertion: false,
    authorizationRequired: false,
    projectAccessRequired: false,
    createdAt: now,
    changedAt: now,
    sequence: 1,
    roles: new Map(),
    grants: new Map(),
  })
}

interface PlantedMachine {
  readonly user: User
  readonly machine: Machine
}

function plantMachine(
  { instance, now, nextId }: Planting,
  organization: Organization,
  username: string,
  name: string,
): PlantedMachine {
  const machine: Machine = {
    name,
    description: '',
    accessTokenType: 'bearer',
    keys: new Map(),
    pats: new Map(),
  }
  const user: User = {
    id: nextId(),
    organizationId: organization.id,
    username,
    state: 'active',
    createdAt: now,
    changedAt: now,
    sequence: 1,
    metadata: new Map(),
    machine,
  }
  instance.users.set(user.id, user)
  return { user, machine }
}

async function plantKey(planting: Planting, { user, machine }: PlantedMachine): Promise<ServiceAccountKey> {
  const keyId = planting.nextId()
  const key = await planting.rsaKey()
  const expiresAt = planting.now + lifetimeMs
  machine.keys.set(keyId, { publicKeyPem: key.publicPem, expiresAt, createdAt: planting.now })
  return serviceAccountKey(keyId, key, user.id, expiresAt)
}

async function plantPat(planting: Planting, { user, machine }: PlantedMachine): Promise<string> {
  const { instance, nextId, now } = planting
  return (await createPat({ instance, nextId, now: () => now }, user.id, machine, now + lifetimeMs)).token
}

async function plantUser(
  planting: Planting,
  organization: Organization,
  given: CompleteSeed['users'][number],
): Promise<SeededUser> {
  const { instance, now, nextId, randomBytes } = planting
  const { givenName, familyName, preferredLanguage, loginName } = given
  const human = newHuman(
    { givenName, familyName, preferredLanguage },
    {
      address: given.email ?? `${loginName.replace(/[^a-zA-Z0-9]+/g, '.')}@mail.localhost`,
      verified: given.emailVerified,
    },
  )
  const password = given.password === undefined ? randomPassword(randomBytes) : given.password
  if (password !== null) {
    const hash = hashPassword(password, randomBytes(16))
    human.password = { hash, changedAt: now, changeRequired: given.passwordChangeRequired }
  }
  if (given.phone !== undefined) human.phone = { number: given.phone, verified: true }
  const totpSecret = given.totp === true ? toBase32(randomBytes(20)) : given.totp
  if (totpSecret !== undefined) human.totp = { secret: totpSecret, verified: true }
  human.otpSms = given.otpSms
  human.otpEmail = given.otpEmail
  const id = nextId()
  instance.users.set(id, {
    id,
    organizationId: organization.id,
    username: loginName,
    state: given.state,
    createdAt: now,
    changedAt: now,
    sequence: 3,
    metadata: new Map(
      Object.entries(given.metadata).map(([key, value]) => [
        key,
        { value: new TextEncoder().encode(value), createdAt: now, changedAt: now },
      ]),
    ),
    human,
  })
  return { id, loginName, password: password ?? '', ...(totpSecret === undefined ? {} : { totpSecret }) }
}
