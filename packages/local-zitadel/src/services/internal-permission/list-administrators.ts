import { preferredLoginName } from '../../claims/login-name.ts'
import { hasPermission } from '../../permissions/require-permission.ts'
import type { Instance, Organization } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { type Pagination, searchPage } from '../paging.ts'
import { displayNameOf } from '../user/find-user.ts'
import { matchesText } from '../user/user-queries.ts'

interface ListAdministratorsRequest {
  readonly pagination?: Pagination
  readonly filters: readonly { readonly filter: Filter }[]
}

type Filter =
  | { readonly case: 'inUserIdsFilter'; readonly value: { readonly ids: readonly string[] } }
  | { readonly case: 'userOrganizationId'; readonly value: { readonly id: string } }
  | {
      readonly case: 'userPreferredLoginName'
      readonly value: { readonly preferredLoginName: string; readonly method: number }
    }
  | {
      readonly case: 'resource'
      readonly value: { readonly resource: { readonly case?: string; readonly value?: unknown } }
    }
  | { readonly case: 'role'; readonly value: { readonly roleKey: string } }
  | { readonly case: undefined }

interface Administrator {
  readonly userId: string
  readonly roles: readonly string[]
  /** None: of the instance. */
  readonly organization: Organization | undefined
  readonly createdAt: number
}

/** Who has roles on the instance and on organizations, as far as the caller may read it. */
export const listAdministrators = operation(
  'zitadel.internal_permission.v2.InternalPermissionService/ListAdministrators',
  ({ instance, caller }, request: ListAdministratorsRequest) => {
    const found = allAdministrators(instance).filter((one) => {
      const permission = one.organization === undefined ? 'iam.member.read' : 'org.member.read'
      return (
        hasPermission(instance, caller.userId, permission, one.organization?.id) &&
        request.filters.every(({ filter }) => fits(instance, one, filter))
      )
    })
    const { page, pagination } = searchPage(found, request.pagination, ({ createdAt }) => createdAt)
    return { pagination, administrators: page.map((one) => administratorMessage(instance, one)) }
  },
)

/** When somebody became one is not kept: it is the user's own creation that is shown. */
function allAdministrators(instance: Instance): Administrator[] {
  const of = (members: ReadonlyMap<string, string[]>, organization?: Organization): Administrator[] =>
    [...members].map(([userId, roles]) => ({
      userId,
      roles,
      organization,
      createdAt: instance.users.get(userId)?.createdAt ?? instance.createdAt,
    }))
  return [
    ...of(instance.members),
    ...[...instance.organizations.values()].flatMap((one) => of(one.members, one)),
  ]
}

function fits(instance: Instance, { userId, roles, organization }: Administrator, filter: Filter): boolean {
  const user = instance.users.get(userId)
  switch (filter.case) {
    case 'inUserIdsFilter':
      return filter.value.ids.includes(userId)
    case 'userOrganizationId':
      return user?.organizationId === filter.value.id
    case 'userPreferredLoginName': {
      const loginName = user && preferredLoginName(instance, user)
      return matchesText(loginName, filter.value.preferredLoginName, filter.value.method)
    }
    case 'resource': {
      const { resource } = filter.value
      if (resource.case === 'instance') return organization === undefined
      return resource.case === 'organizationId' && organization?.id === resource.value
    }
    case 'role':
      return roles.includes(filter.value.roleKey)
    default:
      return true
  }
}

function administratorMessage(instance: Instance, one: Administrator) {
  const user = instance.users.get(one.userId)
  return {
    creationDate: timestamp(one.createdAt),
    changeDate: timestamp(one.createdAt),
    user: {
      id: one.userId,
      preferredLoginName: user === undefined ? '' : preferredLoginName(instance, user),
      displayName: user === undefined ? '' : displayNameOf(user),
      organizationId: user?.organizationId ?? '',
    },
    resource:
      one.organization === undefined
        ? { case: 'instance', value: true }
        : { case: 'organization', value: { id: one.organization.id, name: one.organization.name } },
    roles: [...one.roles],
  }
}
