import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import type { Project, ProjectRole } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { type Pagination, searchPage } from '../paging.ts'
import { matchesText } from '../user/user-queries.ts'
import { findProject } from './find-project.ts'

interface ListProjectRolesRequest {
  readonly projectId: string
  readonly pagination?: Pagination
  readonly filters: readonly { readonly filter: Filter }[]
}

type Filter =
  | { readonly case: 'roleKeyFilter'; readonly value: { readonly key: string; readonly method: number } }
  | {
      readonly case: 'displayNameFilter'
      readonly value: { readonly displayName: string; readonly method: number }
    }
  | { readonly case: undefined }

/** The roles of a project that fit every filter. */
export const listProjectRoles = operation(
  'zitadel.project.v2.ProjectService/ListProjectRoles',
  (call, request: ListProjectRolesRequest) => {
    const project = findProject(call, request.projectId, 'project.role.read')
    const found = [...project.roles].filter(
      ([key, role]) =>
        call.world.readSide.knows(role) && request.filters.every(({ filter }) => fits(key, role, filter)),
    )
    const { page, pagination } = searchPage(found, request.pagination, ([, role]) => createdAt(project, role))
    return { pagination, projectRoles: page.map(([key, role]) => roleMessage(project, key, role)) }
  },
)

/** Renames a role for people; its key, which tokens carry, stays. */
export const updateProjectRole = operation(
  'zitadel.project.v2.ProjectService/UpdateProjectRole',
  (
    call,
    request: {
      readonly projectId: string
      readonly roleKey: string
      readonly displayName?: string
      readonly group?: string
    },
  ) => {
    const project = findProject(call, request.projectId, 'project.role.write')
    const role = project.roles.get(request.roleKey)
    if (role === undefined) throw ApiError.of('COMMAND-6m9gd', { code: 'not_found' })
    role.displayName = request.displayName ?? role.displayName
    role.group = request.group ?? role.group
    role.changedAt = call.now
    touch(project, call.now)
    call.world.changed('accounts')
    return { changeDate: timestamp(call.now) }
  },
)

function fits(key: string, role: ProjectRole, filter: Filter): boolean {
  if (filter.case === 'roleKeyFilter') return matchesText(key, filter.value.key, filter.value.method)
  if (filter.case === 'displayNameFilter')
    return matchesText(role.displayName, filter.value.displayName, filter.value.method)
  return true
}

function createdAt(project: Project, role: ProjectRole): number {
  return role.createdAt ?? project.createdAt
}

function roleMessage(project: Project, key: string, role: ProjectRole) {
  return {
    projectId: project.id,
    key,
    creationDate: timestamp(createdAt(project, role)),
    changeDate: timestamp(role.changedAt ?? createdAt(project, role)),
    displayName: role.displayName,
    group: role.group,
  }
}
