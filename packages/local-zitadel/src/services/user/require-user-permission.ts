import { requirePermission } from '../../permissions/require-permission.ts'
import type { User } from '../../state/model.ts'
import type { Call } from '../operation.ts'

/** The caller may change a user: himself where that is allowed, else by a permission on the user's organization. */
export function requireUserPermission(
  { instance, caller }: Call,
  user: User,
  permission: 'user.write' | 'user.read' | 'user.delete' | 'user.credential.write' = 'user.write',
  self: 'self' | 'not-self' = 'self',
): void {
  if (self === 'self' && caller.userId === user.id) return
  requirePermission(instance, caller.userId, permission, user.organizationId)
}
