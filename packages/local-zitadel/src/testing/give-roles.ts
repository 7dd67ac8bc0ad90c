import type { LocalZitadel, SeededUser } from '../local-zitadel.ts'
import { applicationOf } from './application-of.ts'
import { callApi, field, listIn } from './call-api.ts'

/**
 * Gives a user exactly these roles on the project of an application, by the calls that a set-up tool makes; roles that the project has not
 * are added to it.
 */
export async function rolesOf(
  zitadel: LocalZitadel,
  user: Pick<SeededUser, 'id'>,
  roleKeys: readonly string[],
  app: string | undefined,
): Promise<void> {
  const { projectId } = await applicationOf(zitadel, app)
  const project = (method: string, body: object) =>
    callApi(zitadel, `/zitadel.project.v2.ProjectService/${method}`, { projectId, ...body })
  const authorization = (method: string, body: object) =>
    callApi(zitadel, `/zitadel.authorization.v2.AuthorizationService/${method}`, body)
  const known = listIn(await project('ListProjectRoles', {}), 'projectRoles').map((role) =>
    field(role, 'key'),
  )
  for (const roleKey of roleKeys)
    if (!known.includes(roleKey)) await project('AddProjectRole', { roleKey, displayName: roleKey })
  const filters = [{ inUserIds: { ids: [user.id] } }, { projectId: { id: projectId } }]
  const [first] = listIn(await authorization('ListAuthorizations', { filters }), 'authorizations')
  const id = field(first, 'id')
  if (id !== '' && roleKeys.length > 0) await authorization('UpdateAuthorization', { id, roleKeys })
  else if (id !== '') await authorization('DeleteAuthorization', { id })
  else if (roleKeys.length > 0) {
    const { organizationId } = zitadel.seeded
    await authorization('CreateAuthorization', { userId: user.id, projectId, organizationId, roleKeys })
  }
}
