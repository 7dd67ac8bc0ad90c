import type { UnlockUserRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { changeUserState } from './change-state.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/unlock`. */
export const unlockUser = operation(
  'zitadel.user.v2.UserService/UnlockUser',
  (call, request: UnlockUserRequest) => {
    const user = call.instance.users.get(request.userId)
    if (user === undefined) throw ApiError.of('COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.write', 'not-self')
    if (user.state !== 'locked') throw ApiError.of('COMMAND-IgqBU')
    changeUserState(call.world, user, 'active', call.now)
    if (user.human !== undefined) {
      user.human.passwordFailures = 0
      user.human.otpFailures = 0
    }
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
