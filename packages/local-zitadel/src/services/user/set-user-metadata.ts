import type { SetUserMetadataRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { requireUserPermission } from './require-user-permission.ts'
import { setMetadata } from './user-metadata.ts'

/** `POST /v2/users/{id}/metadata`. */
export const setUserMetadata = operation(
  'zitadel.user.v2.UserService/SetUserMetadata',
  (call, request: SetUserMetadataRequest) => {
    const user = call.instance.users.get(request.userId)
    if (user === undefined) throw ApiError.of('COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.write', 'not-self')
    if (request.metadata.length === 0) {
      throw ApiError.of('META-9mm2d', { code: 'failed_precondition' })
    }
    setMetadata(user, request.metadata, call.now)
    touch(user, user.changedAt)
    call.world.changed('accounts')
    return { setDate: timestamp(call.now) }
  },
)
