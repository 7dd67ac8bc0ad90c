import { preferredLoginName } from '../../claims/login-name.ts'
import { hasPermission } from '../../permissions/require-permission.ts'
import type { Authorization, Instance } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { type Pagination, searchPage } from '../paging.ts'
import { displayNameOf } from '../user/find-user.ts'
import { matchesText } from '../user/user-queries.ts'

interface ListAuthorizationsRequest {
  readonly pagination?: Pagination
  readonly filters: readonly { readonly filter: Filter }[]
}

type Filter =
  | {
      readonly case: 'authorizationIds' | 'inUserIds'
      readonly value: { readonly ids: readonly string[] }
    }
  | {
      readonly case: 'organizationId' | 'userOrganizationId' | 'projectId'
      readonly value: { readonly id: string }
    }
  | { readonly case: 'state'; readonly value: { readonly state: number } }
  | {
      readonly case: 'userPreferredLoginName'
      readonly value: { readonly loginName: string; readonly method: number }
    }
  | { readonly case: 'projectName'; readonly value: { readonly name: string; readonly method: number } }
  | { readonly case: 'roleKey'; readonly value: { readonly key: string; readonly method: number } }
  | { readonly case: undefined }

/** Who has which roles where: what the caller may read, and always what is his own. */
export const listAuthorizations = operation(
  'zitadel.authorization.v2.AuthorizationService/ListAuthorizations',
  ({ instance, caller, world }, request: ListAuthorizationsRequest) => {
    const found = [...instance.authorizations.values()].filter(
      (one) =>
        world.readSide.knows(one) &&
        (one.userId === caller.userId ||
          hasPermission(instance, caller.userId, 'user.grant.read', one.organizationId)) &&
        request.filters.every(({ filter }) => fits(instance, one, filter)),
    )
    const { page, pagination } = searchPage(found, request.pagination, ({ createdAt }) => createdAt)
    return { pagination, authorizations: page.map((one) => authorizationMessage(instance, one)) }
  },
)

function fits(instance: Instance, one: Authorization, filter: Filter): boolean {
  const user = instance.users.get(one.userId)
  switch (filter.case) {
    case 'authorizationIds':
      return filter.value.ids.includes(one.id)
    case 'inUserIds':
      return filter.value.ids.includes(one.userId)
    case 'organizationId':
      return filter.value.id === one.organizationId
    case 'userOrganizationId':
      return filter.value.id === user?.organizationId
    case 'projectId':
      return filter.value.id === one.projectId
    case 'state':
      return filter.value.state === numberOf(one.state)
    case 'userPreferredLoginName': {
      const loginName = user && preferredLoginName(instance, user)
      return matchesText(loginName, filter.value.loginName, filter.value.method)
    }
    case 'projectName':
      return matchesText(instance.projects.get(one.projectId)?.name, filter.value.name, filter.value.method)
    case 'roleKey':
      return one.roleKeys.some((key) => matchesText(key, filter.value.key, filter.value.method))
    default:
      return true
  }
}

function authorizationMessage(instance: Instance, one: Authorization) {
  const project = instance.projects.get(one.projectId)
  const user = instance.users.get(one.userId)
  return {
    id: one.id,
    creationDate: timestamp(one.createdAt),
    changeDate: timestamp(one.changedAt),
    project: {
      id: one.projectId,
      name: project?.name ?? '',
      organizationId: project?.organizationId ?? '',
    },
    organization: {
      id: one.organizationId,
      name: instance.organizations.get(one.organizationId)?.name ?? '',
    },
    user: {
      id: one.userId,
      preferredLoginName: user === undefined ? '' : preferredLoginName(instance, user),
      displayName: user === undefined ? '' : displayNameOf(user),
      avatarUrl: user?.human?.avatarUrl ?? '',
      organizationId: user?.organizationId ?? '',
    },
    state: numberOf(one.state),
    roles: one.roleKeys.map((key) => {
      const { displayName = '', group = '' } = project?.roles.get(key) ?? {}
      return { key, displayName, group }
    }),
  }
}

function numberOf(state: Authorization['state']): number {
  return state === 'active' ? 1 : 2
}
