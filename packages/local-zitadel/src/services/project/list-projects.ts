import { hasPermission } from '../../permissions/require-permission.ts'
import type { Project } from '../../state/model.ts'
import { type Call, operation } from '../operation.ts'
import { type Pagination, searchPage } from '../paging.ts'
import { matchesText } from '../user/user-queries.ts'
import { projectMessage } from './project-message.ts'

interface ListProjectsRequest {
  readonly pagination?: Pagination
  readonly filters: readonly { readonly filter: Filter }[]
}

type Filter =
  | {
      readonly case: 'projectNameFilter'
      readonly value: { readonly projectName: string; readonly method: number }
    }
  | { readonly case: 'inProjectIdsFilter'; readonly value: { readonly ids: readonly string[] } }
  | {
      readonly case: 'organizationIdFilter'
      readonly value: { readonly organizationId: string; readonly type: number }
    }
  | { readonly case: undefined }

/** Projects that the caller may read and that fit every filter. */
export const listProjects = operation(
  'zitadel.project.v2.ProjectService/ListProjects',
  (call, request: ListProjectsRequest) => {
    const { instance, caller, world } = call
    const found = [...instance.projects.values()].filter(
      (project) =>
        world.readSide.knows(project) &&
        hasPermission(instance, caller.userId, 'project.read', project.organizationId) &&
        request.filters.every(({ filter }) => fits(call, project, filter)),
    )
    const { page, pagination } = searchPage(found, request.pagination, (project) => project.createdAt)
    return { pagination, projects: page.map(projectMessage) }
  },
)

const owned = 1
const granted = 2

function fits({ world }: Call, project: Project, filter: Filter): boolean {
  switch (filter.case) {
    case 'projectNameFilter':
      return matchesText(project.name, filter.value.projectName, filter.value.method)
    case 'inProjectIdsFilter':
      return filter.value.ids.includes(project.id)
    case 'organizationIdFilter': {
      const { organizationId, type } = filter.value
      const grant = project.grants.get(organizationId)
      const isOwned = project.organizationId === organizationId
      const isGranted = grant !== undefined && world.readSide.knows(grant)
      return (type !== granted && isOwned) || (type !== owned && isGranted)
    }
    default:
      return true
  }
}
