import type { SetPasswordRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { changePassword } from './change-password.ts'

/** `POST /v2/users/{id}/password` (contract 12.7). */
export const setPassword = operation(
  'zitadel.user.v2.UserService/SetPassword',
  async (call, request: SetPasswordRequest) => {
    const user = call.instance.users.get(request.userId)
    await changePassword(call, user, {
      password: request.newPassword?.password ?? '',
      changeRequired: request.newPassword?.changeRequired ?? false,
      verification: request.verification,
    })
    return user === undefined
      ? {}
      : { details: objectDetails({ ...user, changedAt: call.now }, user.organizationId) }
  },
)
