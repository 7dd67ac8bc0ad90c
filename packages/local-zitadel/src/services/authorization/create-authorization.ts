import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import type { Authorization } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { checkRoles } from './check-roles.ts'

interface CreateAuthorizationRequest {
  readonly userId: string
  readonly projectId: string
  readonly organizationId: string
  readonly roleKeys: readonly string[]
}

/** Gives a user roles on a project that his organization owns or has been granted. */
export const createAuthorization = operation(
  'zitadel.authorization.v2.AuthorizationService/CreateAuthorization',
  ({ instance, caller, world, now }, request: CreateAuthorizationRequest) => {
    const { userId, projectId, organizationId } = request
    requirePermission(instance, caller.userId, 'user.grant.write', organizationId)
    if (!instance.users.has(userId)) throw ApiError.of('COMMAND-4f8sg')
    const project = instance.projects.get(projectId)
    if (project === undefined) throw ApiError.of('COMMAND-3n77S')
    checkRoles(project, organizationId, request.roleKeys)
    const isTaken = [...instance.authorizations.values()].some(
      (one) => one.userId === userId && one.projectId === projectId && one.organizationId === organizationId,
    )
    if (isTaken) throw ApiError.of('V3-DKcYh', { message: 'User grant already exists' })
    const id = world.nextId()
    const roleKeys = [...request.roleKeys]
    const authorization: Authorization = {
      id,
      userId,
      projectId,
      organizationId,
      roleKeys,
      state: 'active',
      createdAt: now,
      changedAt: now,
    }
    instance.authorizations.set(id, authorization)
    world.readSide.noteNew(authorization)
    world.changed('accounts')
    return { id, creationDate: timestamp(now) }
  },
)
