import type { RemoveOTPEmailRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `DELETE /v2/users/{id}/otp_email`. */
export const removeOtpEmail = operation(
  'zitadel.user.v2.UserService/RemoveOTPEmail',
  (call, request: RemoveOTPEmailRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.write')
    if (!human.otpEmail) throw ApiError.of('COMMAND-b312D')
    human.otpEmail = false
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
