import { isJsonObject, parseJson } from '@postern/protocol'
import { CommandError } from '../exit-codes.ts'
import { type Folder, hashOf } from './folder.ts'
import type {
  CredentialFile,
  CredentialOwner,
  Found,
  FoundApplication,
  FoundFile,
  FoundLoginClient,
  WrittenFile,
} from './found.ts'
import { credentialOwners } from './plan.ts'
import type { State } from './state.ts'
import { credentialFiles, deploymentKeyFile } from './written-files.ts'
import type { ApplicationName, Wanted, WantedApplication } from './wanted.ts'
import type { ZitadelAdmin } from './zitadel-admin.ts'

export interface ReadFoundDeps {
  readonly admin: ZitadelAdmin
  readonly folder: Folder
  readonly organizationId: string
  readonly now: () => number
  /** Whether ZITADEL takes an API's secret; its id of no key says so. */
  readonly takesSecret: (clientId: string, clientSecret: string) => Promise<boolean>
}

/** Looks for everything that is wanted, by its name. Changes nothing. */
export async function readFound(wanted: Wanted, state: State | null, deps: ReadFoundDeps): Promise<Found> {
  const { admin, organizationId } = deps
  const [found, loginClient] = await Promise.all([
    admin.findProject(organizationId, wanted.project.name),
    findLoginClient(wanted, deps),
  ])
  const projectId = typeof found?.['projectId'] === 'string' ? found['projectId'] : null
  const roles = projectId === null ? [] : await admin.projectRoles(projectId)
  const pairs =
    projectId === null
      ? []
      : await Promise.all(
          wanted.applications.map(
            async (one) => [one.app, await findApplication(projectId, one, deps)] as const,
          ),
        )
  const applications: Partial<Record<ApplicationName, FoundApplication>> = {}
  for (const [app, there] of pairs) if (there !== null) applications[app] = there

  const credentials: Partial<Record<CredentialOwner, CredentialFile>> = {}
  const keysInFiles: string[] = []
  for (const of of credentialOwners(wanted)) {
    const owner = of === 'login_client' ? loginClient : (applications[of] ?? null)
    const { file, keyId } = await lookAtCredential(of, owner, deps)
    credentials[of] = file
    if (keyId !== null) keysInFiles.push(keyId)
  }
  return {
    project: projectId === null ? null : { id: projectId, settings: switchesOf(found ?? {}), roles },
    applications,
    loginClient,
    credentials,
    keysInFiles,
    hasDeploymentKey: (await deps.folder.read(deploymentKeyFile)) !== null,
    files: {
      'gateway.json': await lookAtFile('gateway.json', state, deps),
      'applications.json': await lookAtFile('applications.json', state, deps),
    },
  }
}

const switchesOf = (project: Readonly<Record<string, unknown>>): Record<string, boolean> =>
  Object.fromEntries(
    Object.entries(project).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'),
  )

async function findLoginClient(wanted: Wanted, deps: ReadFoundDeps): Promise<FoundLoginClient | null> {
  const { admin, organizationId, now } = deps
  const { userName } = wanted.loginClient
  const user = await admin.findUser(organizationId, userName)
  if (user === undefined) return null
  const id = user['userId']
  if (typeof id !== 'string' || !isJsonObject(user['machine']))
    throw new CommandError(
      'configuration',
      `the user ${userName} is there and no service account: choose another --name`,
    )
  const [{ roles, elsewhere }, keys] = await Promise.all([admin.rolesOf(id), admin.userKeys(id)])
  if (elsewhere)
    throw new CommandError(
      'configuration',
      `${userName} has roles on an organization or a project: take them away, it must have IAM_LOGIN_CLIENT and nothing else`,
    )
  return { id, roles, keys: living(keys, now()) }
}

async function findApplication(
  projectId: string,
  { name, kind }: WantedApplication,
  { admin, now }: ReadFoundDeps,
): Promise<FoundApplication | null> {
  const found = await admin.findApplication(projectId, name)
  if (found === undefined) return null
  const { applicationId: id, state } = found
  const configuration = found[`${kind}Configuration`]
  if (typeof id !== 'string' || !isJsonObject(configuration))
    throw new CommandError(
      'configuration',
      `the application ${name} is there and of another type: choose another --name`,
    )
  const { clientId } = configuration
  return {
    id,
    clientId: typeof clientId === 'string' ? clientId : '',
    isActive: state === 'APPLICATION_STATE_ACTIVE',
    configuration,
    keys: living(await admin.applicationKeys(id), now()),
  }
}

/** A key that ends within a day is as good as over. */
const dayMs = 86_400_000

const living = (
  keys: readonly { readonly id: string; readonly expiresAt: number }[],
  now: number,
): string[] => keys.filter(({ expiresAt }) => expiresAt > now + dayMs).map(({ id }) => id)

interface Owner {
  readonly id: string
  readonly clientId?: string
  readonly keys: readonly string[]
}

/** A key file works if it is its owner's and names a key that ZITADEL has; a secret, if ZITADEL takes it. */
async function lookAtCredential(
  of: CredentialOwner,
  owner: Owner | null,
  { folder, takesSecret }: ReadFoundDeps,
): Promise<{ readonly file: CredentialFile; readonly keyId: string | null }> {
  const text = await folder.read(credentialFiles[of])
  if (text === null) return { file: 'absent', keyId: null }
  const value = parsed(text)
  if (owner === null || value === null) return { file: 'broken', keyId: null }
  if (of === 'api') {
    const { clientId, clientSecret } = value
    const isOwn = clientId === owner.clientId && typeof clientSecret === 'string'
    const works = isOwn && (await takesSecret(owner.clientId ?? '', clientSecret))
    return { file: works ? 'works' : 'broken', keyId: null }
  }
  const { keyId } = value
  const isOwn = of === 'login_client' ? value['userId'] === owner.id : value['appId'] === owner.id
  const works = isOwn && typeof keyId === 'string' && owner.keys.includes(keyId) && 'key' in value
  return works ? { file: 'works', keyId } : { file: 'broken', keyId: null }
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  const value = parseJson(new TextEncoder().encode(text))
  return isJsonObject(value) ? value : null
}

async function lookAtFile(
  name: WrittenFile,
  state: State | null,
  { folder }: ReadFoundDeps,
): Promise<FoundFile> {
  const text = await folder.read(name)
  if (text === null) return { state: 'absent' }
  return { state: state?.files[name] === hashOf(text) ? 'ours' : 'edited', text }
}
