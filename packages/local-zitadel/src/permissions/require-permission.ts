import { ApiError } from '../errors/api-error.ts'
import type { Instance } from '../state/model.ts'
import { permissionsOf } from './memberships.ts'

/**
 * Refuses a caller who may not: 404 AUTHZ-cdgFk without any role on the instance or that organization, 403 with roles that lack the
 * permission (contract 2.6 rule 9). Without an organization only roles on the instance count.
 */
export function requirePermission(
  instance: Instance,
  userId: string,
  permission: string,
  organizationId?: string,
  refusedAs: 'AUTH-AWfge' | 'AUTH-5mWD2' = 'AUTH-AWfge',
): void {
  const permissions = permissionsOf(instance, userId, organizationId)
  if (permissions === undefined) throw ApiError.of('AUTHZ-cdgFk')
  if (!permissions.has(permission)) throw ApiError.of(refusedAs)
}

/** Whether a caller has a permission; no role and not enough of a role are the same here. */
export function hasPermission(
  instance: Instance,
  userId: string,
  permission: string,
  organizationId?: string,
): boolean {
  return permissionsOf(instance, userId, organizationId)?.has(permission) ?? false
}
