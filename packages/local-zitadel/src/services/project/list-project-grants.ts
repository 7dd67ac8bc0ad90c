import { hasPermission } from '../../permissions/require-permission.ts'
import type { Project, ProjectGrant } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { type Pagination, searchPage } from '../paging.ts'
import { matchesText } from '../user/user-queries.ts'

interface ListProjectGrantsRequest {
  readonly pagination?: Pagination
  readonly filters: readonly { readonly filter: Filter }[]
}

type Filter =
  | {
      readonly case: 'projectNameFilter'
      readonly value: { readonly projectName: string; readonly method: number }
    }
  | { readonly case: 'roleKeyFilter'; readonly value: { readonly key: string; readonly method: number } }
  | { readonly case: 'inProjectIdsFilter'; readonly value: { readonly ids: readonly string[] } }
  | {
      readonly case: 'organizationIdFilter' | 'grantedOrganizationIdFilter'
      readonly value: { readonly id: string }
    }
  | { readonly case: undefined }

interface Found {
  readonly project: Project
  readonly grantedTo: string
  readonly grant: ProjectGrant
}

/** Grants of projects that the caller may read and that fit every filter. */
export const listProjectGrants = operation(
  'zitadel.project.v2.ProjectService/ListProjectGrants',
  ({ instance, caller, world }, request: ListProjectGrantsRequest) => {
    const found = [...instance.projects.values()]
      .filter((project) =>
        hasPermission(instance, caller.userId, 'project.grant.read', project.organizationId),
      )
      .flatMap((project) => [...project.grants].map(([grantedTo, grant]) => ({ project, grantedTo, grant })))
      .filter(
        (one) => world.readSide.knows(one.grant) && request.filters.every(({ filter }) => fits(one, filter)),
      )
    const { page, pagination } = searchPage(found, request.pagination, createdAt)
    const nameOf = (id: string) => instance.organizations.get(id)?.name ?? ''
    return {
      pagination,
      projectGrants: page.map((one) => ({
        organizationId: one.project.organizationId,
        creationDate: timestamp(createdAt(one)),
        changeDate: timestamp(one.grant.changedAt ?? createdAt(one)),
        grantedOrganizationId: one.grantedTo,
        grantedOrganizationName: nameOf(one.grantedTo),
        grantedRoleKeys: one.grant.roleKeys,
        projectId: one.project.id,
        projectName: one.project.name,
        state: one.grant.state === 'inactive' ? 2 : 1,
      })),
    }
  },
)

function createdAt({ project, grant }: Found): number {
  return grant.createdAt ?? project.createdAt
}

function fits({ project, grantedTo, grant }: Found, filter: Filter): boolean {
  switch (filter.case) {
    case 'projectNameFilter':
      return matchesText(project.name, filter.value.projectName, filter.value.method)
    case 'roleKeyFilter':
      return grant.roleKeys.some((key) => matchesText(key, filter.value.key, filter.value.method))
    case 'inProjectIdsFilter':
      return filter.value.ids.includes(project.id)
    case 'organizationIdFilter':
      return project.organizationId === filter.value.id
    case 'grantedOrganizationIdFilter':
      return grantedTo === filter.value.id
    default:
      return true
  }
}
