import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import type { Authorization } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { type Call, operation } from '../operation.ts'
import { checkRoles } from './check-roles.ts'

interface Named {
  readonly id: string
}

function find(call: Call, id: string, permission: string): Authorization {
  const authorization = call.instance.authorizations.get(id)
  if (authorization === undefined) throw ApiError.of('COMMAND-1M0cs')
  requirePermission(call.instance, call.caller.userId, permission, authorization.organizationId)
  return authorization
}

function changed(call: Call, authorization: Authorization) {
  authorization.changedAt = call.now
  call.world.changed('accounts')
  return { changeDate: timestamp(call.now) }
}

/** Replaces the roles of an authorization. */
export const updateAuthorization = operation(
  'zitadel.authorization.v2.AuthorizationService/UpdateAuthorization',
  (call, request: Named & { readonly roleKeys: readonly string[] }) => {
    const authorization = find(call, request.id, 'user.grant.write')
    const project = call.instance.projects.get(authorization.projectId)
    if (project === undefined) throw ApiError.of('COMMAND-3n77S')
    checkRoles(project, authorization.organizationId, request.roleKeys)
    authorization.roleKeys = [...request.roleKeys]
    return changed(call, authorization)
  },
)

/** Takes an authorization out of claims and binds, without forgetting it. */
export const deactivateAuthorization = operation(
  'zitadel.authorization.v2.AuthorizationService/DeactivateAuthorization',
  (call, { id }: Named) => {
    const authorization = find(call, id, 'user.grant.write')
    authorization.state = 'inactive'
    return changed(call, authorization)
  },
)

export const activateAuthorization = operation(
  'zitadel.authorization.v2.AuthorizationService/ActivateAuthorization',
  (call, { id }: Named) => {
    const authorization = find(call, id, 'user.grant.write')
    authorization.state = 'active'
    return changed(call, authorization)
  },
)

/** Deletes an authorization; one that is not there counts as deleted. */
export const deleteAuthorization = operation(
  'zitadel.authorization.v2.AuthorizationService/DeleteAuthorization',
  (call, { id }: Named) => {
    if (!call.instance.authorizations.has(id)) return {}
    find(call, id, 'user.grant.delete')
    call.instance.authorizations.delete(id)
    call.world.changed('accounts')
    return { deletionDate: timestamp(call.now) }
  },
)
