import type { Instance, User } from '../state/model.ts'

/** The login name that ZITADEL shows first: the user name, with the organization's domain where the domain policy demands it. */
export function preferredLoginName(instance: Instance, user: User): string {
  const organization = instance.organizations.get(user.organizationId)
  const policy = organization?.policies.domain ?? instance.policies.domain
  return policy.userLoginMustBeDomain && organization
    ? `${user.username}@${organization.primaryDomain}`
    : user.username
}
