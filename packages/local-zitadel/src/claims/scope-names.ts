/** ZITADEL's own scopes and claims (contract 6.6). Wire words, spelled as on the wire. */

const standard: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'email',
  'phone',
  'address',
  'offline_access',
])

export function isStandardScope(scope: string): boolean {
  return standard.has(scope)
}

export const projectRolePrefix = 'urn:zitadel:iam:org:project:role:'
export const projectsRoles = 'urn:zitadel:iam:org:projects:roles'
export const projectIdPrefix = 'urn:zitadel:iam:org:project:id:'
export const audienceSuffix = ':aud'
export const organizationIdPrefix = 'urn:zitadel:iam:org:id:'
export const organizationDomainPrefix = 'urn:zitadel:iam:org:domain:primary:'
export const roleOrganizationPrefix = 'urn:zitadel:iam:org:roles:id:'
export const identityProviderPrefix = 'urn:zitadel:iam:org:idp:id:'
export const userMetadata = 'urn:zitadel:iam:user:metadata'
export const userResourceOwner = 'urn:zitadel:iam:user:resourceowner'
export const userGroups = 'urn:zitadel:iam:user:groups'
export const groups = 'groups'

export const organizationIdClaim = 'urn:zitadel:iam:org:id'
export const organizationDomainClaim = 'urn:zitadel:iam:org:domain:primary'
export const ownProjectRolesClaim = 'urn:zitadel:iam:org:project:roles'

export function projectRolesClaim(projectId: string): string {
  return `urn:zitadel:iam:org:project:${projectId}:roles`
}
