import type { DeactivateUserRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { changeUserState } from './change-state.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/deactivate`. */
export const deactivateUser = operation(
  'zitadel.user.v2.UserService/DeactivateUser',
  (call, request: DeactivateUserRequest) => {
    const user = call.instance.users.get(request.userId)
    if (user === undefined) throw ApiError.of('COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.write', 'not-self')
    if (user.state === 'inactive') throw ApiError.of('COMMAND-3M9fs')
    changeUserState(call.world, user, 'inactive', call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
