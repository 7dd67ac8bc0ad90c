import { ApiError } from '../../errors/api-error.ts'
import { hasPermission, requirePermission } from '../../permissions/require-permission.ts'
import type { Application, Instance } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { type Pagination, searchPage } from '../paging.ts'

interface ListApplicationKeysRequest {
  readonly pagination?: Pagination
  readonly filters: readonly { readonly filter: Filter }[]
}

type Filter =
  | { readonly case: 'applicationIdFilter'; readonly value: { readonly applicationId: string } }
  | { readonly case: 'projectIdFilter'; readonly value: { readonly projectId: string } }
  | { readonly case: 'organizationIdFilter'; readonly value: { readonly organizationId: string } }
  | { readonly case: undefined }

type Key = Application['keys'] extends Map<string, infer Kept> ? Kept : never

interface Found {
  readonly keyId: string
  readonly key: Key
  readonly application: Application
  readonly organizationId: string | undefined
}

/** Keys of applications: when they were made and run out, never the keys themselves. */
export const listApplicationKeys = operation(
  'zitadel.application.v2.ApplicationService/ListApplicationKeys',
  ({ instance, caller }, request: ListApplicationKeysRequest) => {
    const found = allKeys(instance).filter(
      (one) =>
        hasPermission(instance, caller.userId, 'project.app.read', one.organizationId) &&
        request.filters.every(({ filter }) => fits(one, filter)),
    )
    const { page, pagination } = searchPage(found, request.pagination, ({ key }) => key.createdAt)
    return {
      pagination,
      keys: page.map(({ keyId, key, application, organizationId }) => ({
        keyId,
        applicationId: application.id,
        projectId: application.projectId,
        organizationId: organizationId ?? '',
        ...datesOf(key),
      })),
    }
  },
)

/** One key of an application. */
export const getApplicationKey = operation(
  'zitadel.application.v2.ApplicationService/GetApplicationKey',
  ({ instance, caller }, { keyId }: { readonly keyId: string }) => {
    const found = allKeys(instance).find((one) => one.keyId === keyId)
    if (found === undefined) throw ApiError.of('QUERY-Tha6f')
    requirePermission(instance, caller.userId, 'project.app.read', found.organizationId)
    return { keyId, ...datesOf(found.key) }
  },
)

function allKeys(instance: Instance): Found[] {
  return [...instance.applications.values()].flatMap((application) => {
    const organizationId = instance.projects.get(application.projectId)?.organizationId
    return [...application.keys].map(([keyId, key]) => ({ keyId, key, application, organizationId }))
  })
}

function datesOf({ createdAt, expiresAt }: Key) {
  return { creationDate: timestamp(createdAt), expirationDate: timestamp(expiresAt) }
}

function fits({ application, organizationId }: Found, filter: Filter): boolean {
  switch (filter.case) {
    case 'applicationIdFilter':
      return application.id === filter.value.applicationId
    case 'projectIdFilter':
      return application.projectId === filter.value.projectId
    case 'organizationIdFilter':
      return organizationId === filter.value.organizationId
    default:
      return true
  }
}
