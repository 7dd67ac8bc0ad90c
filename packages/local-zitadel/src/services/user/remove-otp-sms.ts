import type { RemoveOTPSMSRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `DELETE /v2/users/{id}/otp_sms`. */
export const removeOtpSms = operation(
  'zitadel.user.v2.UserService/RemoveOTPSMS',
  (call, request: RemoveOTPSMSRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.write')
    if (!human.otpSms) throw ApiError.of('COMMAND-Sr3h3')
    human.otpSms = false
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
