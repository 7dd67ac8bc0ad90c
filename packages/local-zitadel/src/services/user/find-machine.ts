import { ApiError } from '../../errors/api-error.ts'
import type { Machine, User } from '../../state/model.ts'
import type { Call } from '../operation.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** A service user that the caller may change. */
export function findMachine(call: Call, id: string): { readonly user: User; readonly machine: Machine } {
  const user = call.instance.users.get(id)
  if (user?.machine === undefined) throw ApiError.of('COMMAND-5M0sd')
  requireUserPermission(call, user, 'user.write')
  return { user, machine: user.machine }
}
