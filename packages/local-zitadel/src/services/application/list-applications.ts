import { ApiError } from '../../errors/api-error.ts'
import { hasPermission, requirePermission } from '../../permissions/require-permission.ts'
import type { Application } from '../../state/model.ts'
import { operation } from '../operation.ts'
import { type Pagination, searchPage } from '../paging.ts'
import { matchesText } from '../user/user-queries.ts'
import { applicationMessage } from './application-message.ts'

interface ListApplicationsRequest {
  readonly pagination?: Pagination
  readonly filters: readonly { readonly filter: Filter }[]
}

type Filter =
  | { readonly case: 'projectIdFilter'; readonly value: { readonly projectId: string } }
  | { readonly case: 'nameFilter'; readonly value: { readonly name: string; readonly method: number } }
  | { readonly case: 'stateFilter' | 'typeFilter'; readonly value: number }
  | { readonly case: undefined }

/** One application with its configuration. */
export const getApplication = operation(
  'zitadel.application.v2.ApplicationService/GetApplication',
  ({ instance, caller, world }, { applicationId }: { readonly applicationId: string }) => {
    const application = instance.applications.get(applicationId)
    if (application === undefined || !world.readSide.knows(application)) throw ApiError.of('QUERY-pCP8P')
    const project = instance.projects.get(application.projectId)
    requirePermission(instance, caller.userId, 'project.app.read', project?.organizationId)
    return { application: applicationMessage(application) }
  },
)

/** Applications that the caller may read and that fit every filter. */
export const listApplications = operation(
  'zitadel.application.v2.ApplicationService/ListApplications',
  ({ instance, caller, world }, request: ListApplicationsRequest) => {
    const found = [...instance.applications.values()].filter((application) => {
      const organizationId = instance.projects.get(application.projectId)?.organizationId
      return (
        world.readSide.knows(application) &&
        hasPermission(instance, caller.userId, 'project.app.read', organizationId) &&
        request.filters.every(({ filter }) => fits(application, filter))
      )
    })
    const { page, pagination } = searchPage(found, request.pagination, ({ createdAt }) => createdAt)
    return { pagination, applications: page.map(applicationMessage) }
  },
)

const active = 1
const ofOidc = 1

function fits(application: Application, filter: Filter): boolean {
  switch (filter.case) {
    case 'projectIdFilter':
      return application.projectId === filter.value.projectId
    case 'nameFilter':
      return matchesText(application.name, filter.value.name, filter.value.method)
    case 'stateFilter':
      return (filter.value === active) === (application.state === 'active')
    case 'typeFilter':
      return (filter.value === ofOidc) === (application.oidc !== undefined)
    default:
      return true
  }
}
