import type { DeleteUserRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { removeUser } from './change-state.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `DELETE /v2/users/{id}`. */
export const deleteUser = operation(
  'zitadel.user.v2.UserService/DeleteUser',
  (call, request: DeleteUserRequest) => {
    const user = call.instance.users.get(request.userId)
    if (user === undefined) throw ApiError.of('COMMAND-bm9Ds')
    requireUserPermission(call, user, 'user.delete')
    removeUser(call.world, user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
