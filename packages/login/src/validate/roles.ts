import { isJsonObject } from '@postern/protocol'

/** The claim with the user's roles in a project (contract 6.6). */
export const rolesClaim = (projectId: string): string => `urn:zitadel:iam:org:project:${projectId}:roles`

/**
 * The user's roles in the application's own project, from ZITADEL's role claim (contract 6.6): an object of role keys, absent for a
 * user without roles. With `organizationId`, only roles held in that organization.
 *
 * Sorted, each once. A claim of another form gives no role.
 */
export function readRoles(
  claims: Readonly<Record<string, unknown>>,
  projectId: string,
  organizationId: string | null = null,
): readonly string[] {
  const claim = claims[rolesClaim(projectId)]
  if (!isJsonObject(claim)) return []
  return Object.entries(claim)
    .filter(([, organizations]) => isJsonObject(organizations))
    .filter(
      ([, organizations]) => organizationId === null || Object.hasOwn(Object(organizations), organizationId),
    )
    .map(([role]) => role)
    .toSorted()
}
