import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `DELETE /v2/users/{id}/recovery_codes`. */
export const removeRecoveryCodes = operation(
  'zitadel.user.v2.UserService/RemoveRecoveryCodes',
  (call, request: { readonly userId: string }) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.write')
    if (human.recoveryCodes.length === 0) throw ApiError.of('COMMAND-ds83d')
    human.recoveryCodes = []
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
