import type { DeleteUserMetadataRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `DELETE /v2/users/{id}/metadata?keys=…`. */
export const deleteUserMetadata = operation(
  'zitadel.user.v2.UserService/DeleteUserMetadata',
  (call, request: DeleteUserMetadataRequest) => {
    const user = call.instance.users.get(request.userId)
    if (user === undefined) throw ApiError.of('COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.write', 'not-self')
    for (const key of request.keys) user.metadata.delete(key)
    touch(user, user.changedAt)
    call.world.changed('accounts')
    return { deletionDate: timestamp(call.now) }
  },
)
