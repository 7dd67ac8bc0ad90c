import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import { rolePermissions } from '../../permissions/roles.ts'
import { timestamp } from '../details.ts'
import { type Call, operation } from '../operation.ts'

interface AdministratorRequest {
  readonly userId: string
  readonly resource?: { readonly resource: { readonly case?: string; readonly value?: unknown } }
  readonly roles: readonly string[]
}

interface Place {
  readonly members: Map<string, string[]>
  readonly prefix: string
}

/** Where administrators of the named resource are kept; the caller needs the member permission there. */
function placeOf(call: Call, request: AdministratorRequest, right: 'write' | 'delete'): Place {
  const { instance, caller } = call
  const resource = request.resource?.resource
  if (resource?.case === 'instance') {
    requirePermission(instance, caller.userId, `iam.member.${right}`)
    return { members: instance.members, prefix: 'IAM_' }
  }
  if (resource?.case === 'organizationId') {
    const organization = instance.organizations.get(String(resource.value))
    if (organization === undefined) throw ApiError.of('COMMAND-QXPGs')
    requirePermission(instance, caller.userId, `org.member.${right}`, organization.id)
    return { members: organization.members, prefix: 'ORG_' }
  }
  throw ApiError.withoutId('unimplemented', 'administrators of projects are not implemented')
}

function checkRoles(roles: readonly string[], prefix: string): string[] {
  const areKnown =
    roles.length > 0 && roles.every((role) => role.startsWith(prefix) && role in rolePermissions)
  if (!areKnown) throw ApiError.of('INSTANCE-Mf83b')
  return [...roles]
}

/** Makes a user an administrator of the instance or of an organization. */
export const createAdministrator = operation(
  'zitadel.internal_permission.v2.InternalPermissionService/CreateAdministrator',
  (call, request: AdministratorRequest) => {
    const place = placeOf(call, request, 'write')
    if (!call.instance.users.has(request.userId)) throw ApiError.of('INSTANCE-GSXOn')
    if (place.members.has(request.userId)) throw ApiError.of('V3-DKcYh', { message: 'Member already exists' })
    place.members.set(request.userId, checkRoles(request.roles, place.prefix))
    call.world.changed('accounts')
    return { creationDate: timestamp(call.now) }
  },
)

/** Replaces an administrator's roles. */
export const updateAdministrator = operation(
  'zitadel.internal_permission.v2.InternalPermissionService/UpdateAdministrator',
  (call, request: AdministratorRequest) => {
    const place = placeOf(call, request, 'write')
    if (!place.members.has(request.userId)) throw ApiError.of('INSTANCE-GSXOn')
    place.members.set(request.userId, checkRoles(request.roles, place.prefix))
    call.world.changed('accounts')
    return { changeDate: timestamp(call.now) }
  },
)

/** Takes all roles there; whoever has none counts as deleted. */
export const deleteAdministrator = operation(
  'zitadel.internal_permission.v2.InternalPermissionService/DeleteAdministrator',
  (call, request: AdministratorRequest) => {
    const place = placeOf(call, request, 'delete')
    if (!place.members.delete(request.userId)) return {}
    call.world.changed('accounts')
    return { deletionDate: timestamp(call.now) }
  },
)
