import { organizationDomainPrefix, organizationIdPrefix } from '../claims/scope-names.ts'
import type { Instance, Organization } from '../state/model.ts'
import { OAuthError } from './oauth-error.ts'

/**
 * The one organization that scopes demand, by id or by primary domain (contract 4.5). Throws `organization_not_found` for one that is
 * not there and `organizations_differ` for two.
 */
export function requiredOrganization(instance: Instance, scopes: readonly string[]): string | undefined {
  let required: string | undefined
  for (const scope of scopes) {
    const find = finderOf(scope)
    if (!find) continue
    const id = [...instance.organizations.values()].find((one) => one.state === 'active' && find(one))?.id
    if (id === undefined) throw new OAuthError('organization_not_found')
    if (required !== undefined && required !== id) throw new OAuthError('organizations_differ')
    required = id
  }
  return required
}

function finderOf(scope: string): ((organization: Organization) => boolean) | undefined {
  if (scope.startsWith(organizationIdPrefix)) {
    const id = scope.slice(organizationIdPrefix.length)
    return (organization) => organization.id === id
  }
  if (scope.startsWith(organizationDomainPrefix)) {
    const domain = scope.slice(organizationDomainPrefix.length)
    return (organization) => organization.primaryDomain === domain
  }
  return undefined
}
