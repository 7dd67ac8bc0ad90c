import type { Organization, Project } from '../state/model.ts'
import {
  groups,
  identityProviderPrefix,
  isStandardScope,
  organizationDomainPrefix,
  organizationIdPrefix,
  projectIdPrefix,
  projectRolePrefix,
  projectsRoles,
  roleOrganizationPrefix,
  userGroups,
  userMetadata,
  userResourceOwner,
} from './scope-names.ts'

/**
 * Splits a `scope` parameter at every space. `undefined` is a missing one; an empty value is there and asks for nothing: it passes where
 * a missing one is refused (contract 2.1).
 */
export function parseScope(value: string | undefined): string[] | undefined {
  return value?.split(' ')
}

/** What an application may ask for: unknown scopes are dropped without a word, role scopes only of its own project (contract 4.5). */
export function scopesOfApplication(asked: readonly string[], project: Project): string[] {
  return asked.filter((scope) => isAllowedToAll(scope) || isRoleOf(project, scope))
}

/** A project that asserts roles adds all of its role scopes to a request that names none (contract 4.5). */
export function withAssertedRoles(scopes: readonly string[], project: Project): string[] {
  const asksForRoles = scopes.some((scope) => scope.startsWith(projectRolePrefix))
  if (!project.roleAssertion || asksForRoles) return [...scopes]
  return [...scopes, ...[...project.roles.keys()].map((key) => projectRolePrefix + key)]
}

/**
 * What a service user may ask for: role scopes of any project, organization scopes only of the user's own organization; another's is
 * dropped, not refused (contract 2.1, 2.3).
 */
export function scopesOfServiceUser(
  asked: readonly string[],
  organization: Pick<Organization, 'id' | 'primaryDomain'>,
): string[] {
  return asked.filter(
    (scope) =>
      (isAllowedToAll(scope) || scope.startsWith(projectRolePrefix)) && !isOfAnother(organization, scope),
  )
}

/** Role keys that the scopes name one by one. */
export function requestedRoles(scopes: readonly string[]): string[] {
  return scopes
    .filter((scope) => scope.startsWith(projectRolePrefix))
    .map((scope) => scope.slice(projectRolePrefix.length))
}

/** Organizations that the roles shown are limited to; none named means no limit. */
export function roleOrganizations(scopes: readonly string[]): string[] {
  return scopes
    .filter((scope) => scope.startsWith(roleOrganizationPrefix))
    .map((scope) => scope.slice(roleOrganizationPrefix.length))
}

const allowedByName: ReadonlySet<string> = new Set([
  projectsRoles,
  userMetadata,
  userResourceOwner,
  userGroups,
  groups,
])
const allowedByPrefix = [
  organizationDomainPrefix,
  organizationIdPrefix,
  projectIdPrefix,
  roleOrganizationPrefix,
  identityProviderPrefix,
]

function isAllowedToAll(scope: string): boolean {
  return (
    isStandardScope(scope) ||
    allowedByName.has(scope) ||
    allowedByPrefix.some((prefix) => scope.startsWith(prefix))
  )
}

function isRoleOf(project: Project, scope: string): boolean {
  return scope.startsWith(projectRolePrefix) && project.roles.has(scope.slice(projectRolePrefix.length))
}

function isOfAnother(organization: Pick<Organization, 'id' | 'primaryDomain'>, scope: string): boolean {
  if (scope.startsWith(organizationIdPrefix)) return scope !== organizationIdPrefix + organization.id
  if (scope.startsWith(organizationDomainPrefix))
    return scope !== organizationDomainPrefix + organization.primaryDomain
  return false
}
