import { OrganizationState } from '@zitadel/proto/zitadel/org/v2/org_pb.js'
import type { SearchQuery } from '@zitadel/proto/zitadel/org/v2/query_pb.js'
import type { ListOrganizationsRequest } from '@zitadel/proto/zitadel/org/v2/org_service_pb.js'
import { hasPermission } from '../../permissions/require-permission.ts'
import type { Instance, Organization } from '../../state/model.ts'
import { listDetails, readDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { pageOf } from '../paging.ts'
import { matchesText } from '../user/user-queries.ts'

/** `POST /v2/organizations/_search`: those that the caller may read, his own always. */
export const listOrganizations = operation(
  'zitadel.org.v2.OrganizationService/ListOrganizations',
  ({ instance, caller }, request: ListOrganizationsRequest) => {
    const found = [...instance.organizations.values()].filter(
      (organization) =>
        hasPermission(instance, caller.userId, 'org.read', organization.id) &&
        request.queries.every((query) => matches(instance, organization, query)),
    )
    found.sort((a, b) => (request.query?.asc === true ? 1 : -1) * (a.name < b.name ? -1 : 1))
    return {
      details: listDetails(found.length, Math.max(0, ...found.map((one) => one.changedAt))),
      result: pageOf(found, request.query).map((organization) => ({
        id: organization.id,
        details: readDetails(organization, organization.id),
        state: organization.state === 'active' ? OrganizationState.ACTIVE : OrganizationState.INACTIVE,
        name: organization.name,
        primaryDomain: organization.primaryDomain,
      })),
    }
  },
)

function matches(instance: Instance, organization: Organization, { query }: SearchQuery): boolean {
  switch (query.case) {
    case 'nameQuery':
      return matchesText(organization.name, query.value.name, query.value.method)
    case 'domainQuery':
      return matchesText(organization.primaryDomain, query.value.domain, query.value.method)
    case 'stateQuery':
      return (query.value.state === OrganizationState.ACTIVE) === (organization.state === 'active')
    case 'idQuery':
      return organization.id === query.value.id
    case 'defaultQuery':
      return organization.id === instance.defaultOrganizationId
    default:
      return true
  }
}
