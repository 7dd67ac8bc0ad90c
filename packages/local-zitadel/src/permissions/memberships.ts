import type { Instance } from '../state/model.ts'
import { rolePermissions } from './roles.ts'

/** One membership of a user: the roles he has on the instance or on an organization. */
export interface Membership {
  readonly on: 'instance' | 'organization'
  readonly id: string
  readonly roles: readonly string[]
}

/** All memberships of a user. */
export function membershipsOf(instance: Instance, userId: string): Membership[] {
  const onInstance = instance.members.get(userId)
  const found: Membership[] =
    onInstance === undefined ? [] : [{ on: 'instance', id: instance.id, roles: onInstance }]
  for (const organization of instance.organizations.values()) {
    const roles = organization.members.get(userId)
    if (roles !== undefined) found.push({ on: 'organization', id: organization.id, roles })
  }
  return found
}

/**
 * What a user may do on an organization, or on the instance alone when none is named. Nothing at all, as opposed to an empty list,
 * when he has no role there: the original tells the two apart (contract 2.6 rule 9).
 */
export function permissionsOf(
  instance: Instance,
  userId: string,
  organizationId: string | undefined,
): Set<string> | undefined {
  const counted = membershipsOf(instance, userId).filter(
    (membership) => membership.on === 'instance' || membership.id === organizationId,
  )
  if (counted.length === 0) return undefined
  return new Set(
    counted.flatMap((membership) => membership.roles.flatMap((role) => rolePermissions[role] ?? [])),
  )
}
