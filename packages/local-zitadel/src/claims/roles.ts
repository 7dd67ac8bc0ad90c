import type { Authorization, Instance } from '../state/model.ts'
import { withAudienceScopes } from './audience.ts'
import { ownProjectRolesClaim, projectRolesClaim, projectsRoles } from './scope-names.ts'
import { requestedRoles, roleOrganizations } from './scopes.ts'

/** Role key to organization id to that organization's primary domain. */
type Roles = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface RoleQuestion {
  readonly userId: string
  readonly scopes: readonly string[]
  /** Project of the client that asks; none for the tokens of service users. */
  readonly projectId?: string
  /** That project's setting "assert roles". */
  readonly projectAssertsRoles: boolean
  /** Introspection: the asking client's project and no other, whatever the scopes say (contract 7.1). */
  readonly ownProjectOnly: boolean
}

/**
 * Role claims in both spellings (contract 6.6): under the id of every project involved, and once more without an id for the project of
 * the client. A user without roles gets no claim at all.
 */
export function roleClaims(instance: Instance, question: RoleQuestion): Record<string, Roles> {
  const claims: Record<string, Roles> = {}
  for (const projectId of projectsInvolved(instance, question)) {
    const roles = rolesInProject(instance, projectId, question)
    if (Object.keys(roles).length === 0) continue
    claims[projectRolesClaim(projectId)] = roles
    if (projectId === question.projectId) claims[ownProjectRolesClaim] = roles
  }
  return claims
}

function projectsInvolved(instance: Instance, question: RoleQuestion): readonly string[] {
  const { scopes, projectId, projectAssertsRoles, ownProjectOnly } = question
  const named = requestedRoles(scopes).length > 0
  const fromScopes =
    !ownProjectOnly && (named || scopes.includes(projectsRoles))
      ? withAudienceScopes(instance, [], scopes)
      : []
  const own =
    projectId !== undefined && (projectAssertsRoles || ownProjectOnly || fromScopes.length > 0 || named)
  return own && projectId !== undefined ? [...new Set([...fromScopes, projectId])] : fromScopes
}

function rolesInProject(instance: Instance, projectId: string, { userId, scopes }: RoleQuestion): Roles {
  const wanted = requestedRoles(scopes)
  const organizations = roleOrganizations(scopes)
  const roles = new Map<string, Record<string, string>>()
  for (const authorization of instance.authorizations.values()) {
    if (!isGiven(authorization, userId, projectId)) continue
    if (organizations.length > 0 && !organizations.includes(authorization.organizationId)) continue
    const domain = instance.organizations.get(authorization.organizationId)?.primaryDomain ?? ''
    for (const key of authorization.roleKeys) {
      if (wanted.length > 0 && !wanted.includes(key)) continue
      roles.set(key, { ...roles.get(key), [authorization.organizationId]: domain })
    }
  }
  return Object.fromEntries(roles)
}

function isGiven(authorization: Authorization, userId: string, projectId: string): boolean {
  return (
    authorization.state === 'active' &&
    authorization.userId === userId &&
    authorization.projectId === projectId
  )
}
