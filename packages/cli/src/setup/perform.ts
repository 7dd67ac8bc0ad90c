import { CommandError } from '../exit-codes.ts'
import { merged } from './application-configuration.ts'
import type { CredentialOwner, Found, FoundApplication, FoundLoginClient } from './found.ts'
import type { Folder } from './folder.ts'
import type { KeyPair } from './key-pair.ts'
import type { Action } from './plan.ts'
import type { Made } from './state.ts'
import { credentialFiles, deploymentKeyFile, writtenFiles } from './written-files.ts'
import type { Wanted } from './wanted.ts'
import type { ZitadelAdmin } from './zitadel-admin.ts'

export interface PerformDeps {
  readonly wanted: Wanted
  readonly admin: ZitadelAdmin
  readonly folder: Folder
  readonly organizationId: string
  /** Bytes of a new deployment key. */
  readonly randomBytes: (length: number) => Uint8Array
  /** Keys are made here, and ZITADEL gets their public half alone: what proves us never travels. */
  readonly createKeyPair: () => Promise<KeyPair>
  /** When a key that is made now ends. */
  readonly keysEndAt: () => Date
}

/** What one action led to: what is found from now on, what it made, and the files that it wrote with what stands in them. */
export interface Performed {
  readonly found: Found
  readonly made: readonly Made[]
  readonly wrote: readonly { readonly file: string; readonly text: string }[]
}

/** Does one action. What it needs of the ones before stands in `found`. */
export async function perform(action: Action, found: Found, deps: PerformDeps): Promise<Performed> {
  const { wanted, admin, folder, organizationId } = deps
  const done = (
    changes: Partial<Found>,
    made: readonly Made[] = [],
    wrote: Performed['wrote'] = [],
  ): Performed => ({
    found: { ...found, ...changes },
    made,
    wrote,
  })
  switch (action.do) {
    case 'create_project': {
      const { name, settings } = wanted.project
      const id = await admin.createProject(organizationId, name, settings)
      return done({ project: { id, settings, roles: [] } }, [{ kind: 'project', id, name }])
    }
    case 'update_project': {
      const project = projectOf(found)
      await admin.updateProject(project.id, wanted.project.settings)
      return done({ project: { ...project, settings: { ...project.settings, ...wanted.project.settings } } })
    }
    case 'add_role': {
      const project = projectOf(found)
      await admin.addRole(project.id, action.role)
      return done({ project: { ...project, roles: [...project.roles, action.role] } }, [
        { kind: 'role', projectId: project.id, key: action.role },
      ])
    }
    case 'create_application': {
      const project = projectOf(found)
      const { name, kind, configuration } = wantedOf(action.app, wanted)
      const { id, clientId } = await admin.createApplication(project.id, name, kind, configuration)
      const application = { id, clientId, isActive: true, configuration, keys: [] }
      return done({ applications: { ...found.applications, [action.app]: application } }, [
        { kind: 'application', projectId: project.id, id, name },
      ])
    }
    case 'update_application': {
      const there = applicationOf(found, action.app)
      const { kind, configuration } = wantedOf(action.app, wanted)
      const whole = kind === 'api' ? configuration : merged(configuration, there.configuration)
      await admin.updateApplication(projectOf(found).id, there.id, kind, whole)
      const application = { ...there, configuration: whole }
      return done({ applications: { ...found.applications, [action.app]: application } })
    }
    case 'create_login_client': {
      const name = wanted.loginClient.userName
      const id = await admin.createServiceUser(organizationId, name)
      return done({ loginClient: { id, roles: [], keys: [] } }, [{ kind: 'user', id, name }])
    }
    case 'set_login_client_role': {
      const loginClient = loginClientOf(found)
      const { role } = wanted.loginClient
      const isFirst = loginClient.roles.length === 0
      await (isFirst ? admin.createAdministrator : admin.updateAdministrator)(loginClient.id, role)
      return done(
        { loginClient: { ...loginClient, roles: [role] } },
        isFirst ? [{ kind: 'administrator', userId: loginClient.id }] : [],
      )
    }
    case 'create_credential':
      return createCredential(action.of, found, deps)
    case 'create_deployment_key': {
      const text = `${Buffer.from(deps.randomBytes(32)).toString('base64url')}\n`
      await folder.write(deploymentKeyFile, text)
      return done({ hasDeploymentKey: true }, [], [{ file: deploymentKeyFile, text }])
    }
    case 'write_file': {
      const text = writtenFiles(wanted, found)[action.file]
      if (text === null) throw new CommandError('software', `${action.file}: an id is not known yet`)
      await folder.write(action.file, text)
      return done(
        { files: { ...found.files, [action.file]: { state: 'ours', text } } },
        [],
        [{ file: action.file, text }],
      )
    }
  }
}

async function createCredential(of: CredentialOwner, found: Found, deps: PerformDeps): Promise<Performed> {
  const { folder } = deps
  const file = credentialFiles[of]
  const { text, made, keyId } = await newCredential(of, found, deps)
  if (found.credentials[of] === 'broken') await folder.moveAside(file)
  await folder.write(file, text)
  return {
    found: {
      ...found,
      credentials: { ...found.credentials, [of]: 'works' },
      keysInFiles: keyId === null ? found.keysInFiles : [...found.keysInFiles, keyId],
    },
    made,
    wrote: [{ file, text }],
  }
}

/** Nothing of what comes out of it is ever shown. */
async function newCredential(of: CredentialOwner, found: Found, deps: PerformDeps) {
  const { admin, wanted } = deps
  const expirationDate = deps.keysEndAt().toISOString()
  if (of === 'login_client') {
    const userId = loginClientOf(found).id
    const { privatePem, publicPem } = await deps.createKeyPair()
    const { id, file } = await admin.addUserKey(userId, expirationDate, publicPem)
    const own = { type: 'serviceaccount', keyId: id, key: privatePem, expirationDate, userId }
    const made: readonly Made[] = [{ kind: 'user_key', userId, id }]
    return { text: file ?? json(own), made, keyId: id }
  }
  const projectId = projectOf(found).id
  const { id: appId, clientId } = applicationOf(found, of)
  if (wantedOf(of, wanted).credential === 'secret') {
    const clientSecret = await admin.createSecret(projectId, appId)
    return { text: json({ appId, clientId, clientSecret, projectId }), made: [], keyId: null }
  }
  const { privatePem, publicPem } = await deps.createKeyPair()
  const { id, file } = await admin.addApplicationKey(projectId, appId, expirationDate, publicPem)
  const own = { type: 'application', keyId: id, key: privatePem, appId, clientId }
  const made: readonly Made[] = [{ kind: 'application_key', projectId, applicationId: appId, id }]
  return { text: file ?? json(own), made, keyId: id }
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`

/** The plan makes things in the order in which they need each other. */
const missing = (what: string): CommandError => new CommandError('software', `${what} is not there yet`)

function projectOf({ project }: Found): NonNullable<Found['project']> {
  if (project === null) throw missing('the project')
  return project
}

function applicationOf({ applications }: Found, of: CredentialOwner): FoundApplication {
  const application = of === 'login_client' ? undefined : applications[of]
  if (application === undefined) throw missing(of)
  return application
}

function loginClientOf({ loginClient }: Found): FoundLoginClient {
  if (loginClient === null) throw missing('the login client')
  return loginClient
}

function wantedOf(of: CredentialOwner, { applications }: Wanted): Wanted['applications'][number] {
  const wanted = applications.find(({ app }) => app === of)
  if (wanted === undefined) throw missing(of)
  return wanted
}
