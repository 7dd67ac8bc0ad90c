import { isJsonContentType, isJsonObject, type JsonObject, parseJson } from '@postern/protocol'
import { isLoginError, type ServiceCaller } from '@postern/login'
import { CommandError } from '../exit-codes.ts'

/** Something of that name is there already, though a search did not see it: reads lag behind writes by some 80 ms (contract 12). */
export class AlreadyThere extends Error {
  override readonly name = 'AlreadyThere'
}

/** What was to be removed is not there. */
export class AlreadyGone extends Error {
  override readonly name = 'AlreadyGone'
}

/** ZITADEL's administration as a set-up uses it (contract 12): the v2 services by Connect, which have no REST paths. */
export type ZitadelAdmin = ReturnType<typeof createZitadelAdmin>

/** Everything of a list in one page; a longer one is told apart by its total. */
const allOfIt = { limit: 1000 }

export function createZitadelAdmin(caller: ServiceCaller) {
  const send = async (path: string, body: object | undefined): Promise<JsonObject> => {
    const response = await caller
      .send({ method: body === undefined ? 'GET' : 'POST', path, ...(body === undefined ? {} : { body }) })
      .catch((error: unknown) => {
        throw inCommandWords(error)
      })
    const value = isJsonContentType(response.headers['content-type']) ? parseJson(response.body) : undefined
    if (response.status === 200 && isJsonObject(value)) return value
    throw refusalOf(path, response.status, value)
  }
  const call = (method: string, body: object): Promise<JsonObject> => send(`/zitadel.${method}`, body)
  const projects = 'project.v2.ProjectService'
  const applications = 'application.v2.ApplicationService'
  const users = 'user.v2.UserService'
  const administrators = 'internal_permission.v2.InternalPermissionService'
  const onInstance = { resource: { instance: true } }

  return {
    async ownOrganization() {
      const { org } = await send('/management/v1/orgs/me', undefined)
      return text(isJsonObject(org) ? org : {}, 'id')
    },
    async isLoginV2Required() {
      const { loginV2 } = await send('/v2/features/instance', undefined)
      return isJsonObject(loginV2) && loginV2['required'] === true
    },

    async findProject(organizationId: string, name: string) {
      const filters = [
        { projectNameFilter: { projectName: name } },
        { organizationIdFilter: { organizationId } },
      ]
      return list(await call(`${projects}/ListProjects`, { filters }), 'projects')[0]
    },
    async hasProject(projectId: string) {
      const filters = [{ inProjectIdsFilter: { ids: [projectId] } }]
      return list(await call(`${projects}/ListProjects`, { filters }), 'projects').length > 0
    },
    async projectRoles(projectId: string) {
      const answer = await call(`${projects}/ListProjectRoles`, { projectId, pagination: allOfIt })
      return list(answer, 'projectRoles').map((role) => text(role, 'key'))
    },
    async createProject(organizationId: string, name: string, settings: object) {
      return text(await call(`${projects}/CreateProject`, { organizationId, name, ...settings }), 'projectId')
    },
    updateProject: (projectId: string, settings: object) =>
      call(`${projects}/UpdateProject`, { projectId, ...settings }),
    deleteProject: (projectId: string) => call(`${projects}/DeleteProject`, { projectId }),
    addRole: (projectId: string, role: string) =>
      call(`${projects}/AddProjectRole`, { projectId, roleKey: role, displayName: role }),
    removeRole: (projectId: string, role: string) =>
      call(`${projects}/RemoveProjectRole`, { projectId, roleKey: role }),

    async findApplication(projectId: string, name: string) {
      const filters = [{ projectIdFilter: { projectId } }, { nameFilter: { name } }]
      return list(await call(`${applications}/ListApplications`, { filters }), 'applications')[0]
    },
    async applicationIds(projectId: string) {
      const filters = [{ projectIdFilter: { projectId } }]
      const answer = await call(`${applications}/ListApplications`, { filters, pagination: allOfIt })
      return list(answer, 'applications').map((application) => text(application, 'applicationId'))
    },
    async createApplication(projectId: string, name: string, kind: 'oidc' | 'api', configuration: object) {
      const body = { projectId, name, [`${kind}Configuration`]: configuration }
      const answer = await call(`${applications}/CreateApplication`, body)
      const made = answer[`${kind}Configuration`]
      return {
        id: text(answer, 'applicationId'),
        clientId: text(isJsonObject(made) ? made : {}, 'clientId'),
      }
    },
    updateApplication: (
      projectId: string,
      applicationId: string,
      kind: 'oidc' | 'api',
      configuration: object,
    ) =>
      call(`${applications}/UpdateApplication`, {
        projectId,
        applicationId,
        [`${kind}Configuration`]: configuration,
      }),
    deleteApplication: (projectId: string, applicationId: string) =>
      call(`${applications}/DeleteApplication`, { projectId, applicationId }),
    async applicationKeys(applicationId: string) {
      const filters = [{ applicationIdFilter: { applicationId } }]
      const answer = await call(`${applications}/ListApplicationKeys`, { filters, pagination: allOfIt })
      return list(answer, 'keys').map((key) => ({
        id: text(key, 'keyId'),
        expiresAt: instant(key['expirationDate']),
      }))
    },
    async addApplicationKey(
      projectId: string,
      applicationId: string,
      expirationDate: string,
      publicPem: string,
    ) {
      const body = { projectId, applicationId, expirationDate, publicKey: encoded(publicPem) }
      return added(await call(`${applications}/CreateApplicationKey`, body), 'keyDetails')
    },
    deleteApplicationKey: (projectId: string, applicationId: string, keyId: string) =>
      call(`${applications}/DeleteApplicationKey`, { projectId, applicationId, keyId }),
    /** The one before works no more. */
    async createSecret(projectId: string, applicationId: string) {
      const answer = await call(`${applications}/GenerateClientSecret`, { projectId, applicationId })
      return text(answer, 'clientSecret')
    },

    async findUser(organizationId: string, userName: string) {
      const queries = [{ userNameQuery: { userName } }, { organizationIdQuery: { organizationId } }]
      return list(await call(`${users}/ListUsers`, { queries }), 'result')[0]
    },
    async createServiceUser(organizationId: string, userName: string) {
      const machine = {
        name: userName,
        description: 'Begins and finishes logins for Postern.',
        accessTokenType: 'ACCESS_TOKEN_TYPE_BEARER',
      }
      return text(await call(`${users}/CreateUser`, { organizationId, username: userName, machine }), 'id')
    },
    deleteUser: (userId: string) => call(`${users}/DeleteUser`, { userId }),
    async userKeys(userId: string) {
      const filters = [{ userIdFilter: { id: userId } }]
      const answer = await call(`${users}/ListKeys`, { filters, pagination: allOfIt })
      return list(answer, 'result').map((key) => ({
        id: text(key, 'id'),
        expiresAt: instant(key['expirationDate']),
      }))
    },
    async addUserKey(userId: string, expirationDate: string, publicPem: string) {
      const body = { userId, expirationDate, publicKey: encoded(publicPem) }
      return added(await call(`${users}/AddKey`, body), 'keyContent')
    },
    deleteUserKey: (userId: string, keyId: string) => call(`${users}/RemoveKey`, { userId, keyId }),

    /** The roles on the instance, and whether there are others elsewhere. */
    async rolesOf(userId: string) {
      const filters = [{ inUserIdsFilter: { ids: [userId] } }]
      const answer = await call(`${administrators}/ListAdministrators`, { filters })
      const found = list(answer, 'administrators')
      const ofInstance = found.find(({ instance }) => instance === true)
      const roles = ofInstance?.['roles']
      return {
        roles: Array.isArray(roles) ? roles.map(String) : [],
        elsewhere: found.some(({ instance }) => instance !== true),
      }
    },
    createAdministrator: (userId: string, role: string) =>
      call(`${administrators}/CreateAdministrator`, { userId, ...onInstance, roles: [role] }),
    updateAdministrator: (userId: string, role: string) =>
      call(`${administrators}/UpdateAdministrator`, { userId, ...onInstance, roles: [role] }),
    deleteAdministrator: (userId: string) =>
      call(`${administrators}/DeleteAdministrator`, { userId, ...onInstance }),
  }
}

function list(answer: JsonObject, name: string): readonly JsonObject[] {
  const items = answer[name] ?? []
  if (!Array.isArray(items) || !items.every(isJsonObject)) throw strange(name)
  return items
}

function text(answer: JsonObject, name: string): string {
  const value = answer[name]
  if (typeof value !== 'string' || value === '') throw strange(name)
  return value
}

const strange = (name: string): CommandError =>
  new CommandError('unavailable', `ZITADEL's answer has no ${name}: is this a release of v4 or later?`)

const encoded = (pem: string): string => Buffer.from(pem).toString('base64')

/** A release that does not take our key makes one of its own and gives its file. */
function added(answer: JsonObject, name: 'keyDetails' | 'keyContent') {
  const file = answer[name]
  return {
    id: text(answer, 'keyId'),
    file: typeof file === 'string' && file !== '' ? Buffer.from(file, 'base64').toString('utf8') : null,
  }
}

const instant = (value: unknown): number =>
  typeof value === 'string' ? Date.parse(value) : Number.POSITIVE_INFINITY

/** ZITADEL's own id of an error, as its REST and its Connect answers carry it (contract 11.1, 11.3). */
function idOf(value: unknown): string | undefined {
  const details = isJsonObject(value) ? value['details'] : undefined
  if (!Array.isArray(details)) return undefined
  const ids = details.flatMap((detail: unknown) => {
    if (!isJsonObject(detail)) return []
    const inner = isJsonObject(detail['debug']) ? detail['debug'] : detail
    return typeof inner['id'] === 'string' && /^[\w.-]{1,64}$/.test(inner['id']) ? [inner['id']] : []
  })
  return ids[0]
}

function refusalOf(path: string, status: number, value: unknown): Error {
  if (status === 409) return new AlreadyThere()
  const id = idOf(value)
  const what = `${path.split('/').at(-1)}: status ${status}${id === undefined ? '' : `, ${id}`}`
  if (status === 401)
    return new CommandError('refused', `${what}: ZITADEL does not take the administrator's credential`)
  if (status === 403 || id === 'AUTHZ-cdgFk')
    return new CommandError('refused', `${what}: the administrator may not do that; it takes an IAM_OWNER`)
  if (id === 'PROJECT-msNebo')
    return new CommandError(
      'refused',
      `${what}: ZITADEL does not call that address when sessions end; allow it there, or say --no-backchannel-logout`,
    )
  if (status === 429 || status >= 500)
    return new CommandError('unavailable', `${what}: ZITADEL cannot do it just now`)
  if (status === 404 && id !== undefined) return new AlreadyGone()
  if (status === 404)
    return new CommandError(
      'refused',
      `${what}: this ZITADEL does not have that operation; it takes v4 or later`,
    )
  return new CommandError('refused', `${what}: ZITADEL refuses it`)
}

function inCommandWords(error: unknown): unknown {
  if (!isLoginError(error)) return error
  const isOutage = isLoginError(error, 'ISSUER_UNREACHABLE', 'ISSUER_TIMEOUT', 'ISSUER_BUSY')
  return new CommandError(isOutage ? 'unavailable' : 'refused', `${error.code}: ${error.message}`, {
    cause: error,
  })
}
