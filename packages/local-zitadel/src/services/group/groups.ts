import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import type { Group } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { type Call, operation } from '../operation.ts'

interface CreateGroupRequest {
  readonly organizationId: string
  readonly name: string
  readonly description: string
  readonly id?: string
}

interface GroupUsersRequest {
  readonly id: string
  readonly userIds: readonly string[]
}

/** A group of users; its name is its own within the organization. */
export const createGroup = operation(
  'zitadel.group.v2.GroupService/CreateGroup',
  ({ instance, caller, world, now }, request: CreateGroupRequest) => {
    const { organizationId, name, description } = request
    requirePermission(instance, caller.userId, 'org.write', organizationId)
    if (!instance.organizations.has(organizationId)) throw ApiError.of('COMMAND-QXPGs')
    const id = request.id ?? world.nextId()
    const isTaken = [...instance.groups.values()].some(
      (one) => one.id === id || (one.organizationId === organizationId && one.name === name),
    )
    if (isTaken) throw ApiError.of('V3-DKcYh', { message: 'Errors.Group.AlreadyExists' })
    const group: Group = {
      id,
      organizationId,
      name,
      description,
      userIds: [],
      createdAt: now,
      changedAt: now,
    }
    instance.groups.set(id, group)
    world.changed('accounts', group)
    return { id, creationDate: timestamp(now) }
  },
)

/** Puts users into a group; those who are in it stay. */
export const addUsersToGroup = operation(
  'zitadel.group.v2.GroupService/AddUsersToGroup',
  (call, { id, userIds }: GroupUsersRequest) => {
    const group = findGroup(call, id)
    if (!userIds.every((userId) => call.instance.users.has(userId))) throw ApiError.of('COMMAND-4f8sg')
    return withUsers(call, group, [...new Set([...group.userIds, ...userIds])])
  },
)

export const removeUsersFromGroup = operation(
  'zitadel.group.v2.GroupService/RemoveUsersFromGroup',
  (call, { id, userIds }: GroupUsersRequest) => {
    const group = findGroup(call, id)
    return withUsers(
      call,
      group,
      group.userIds.filter((userId) => !userIds.includes(userId)),
    )
  },
)

/** Deletes a group; one that is not there counts as deleted. */
export const deleteGroup = operation(
  'zitadel.group.v2.GroupService/DeleteGroup',
  (call, { id }: { readonly id: string }) => {
    if (!call.instance.groups.has(id)) return {}
    const group = findGroup(call, id)
    call.instance.groups.delete(group.id)
    call.world.changed('accounts')
    return { deletionDate: timestamp(call.now) }
  },
)

function findGroup({ instance, caller }: Call, id: string): Group {
  const group = instance.groups.get(id)
  if (group === undefined) throw ApiError.withoutId('not_found', 'Errors.Group.NotFound')
  requirePermission(instance, caller.userId, 'org.write', group.organizationId)
  return group
}

function withUsers({ world, now }: Call, group: Group, userIds: string[]) {
  group.userIds = userIds
  group.changedAt = now
  world.changed('accounts', group)
  return { changeDate: timestamp(now) }
}
