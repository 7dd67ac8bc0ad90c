import type { AddOTPSMSRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/otp_sms`: codes by SMS, once the address they go to is verified. */
export const addOtpSms = operation(
  'zitadel.user.v2.UserService/AddOTPSMS',
  (call, request: AddOTPSMSRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.credential.write')
    if (human.otpSms) throw ApiError.of('COMMAND-Ad3g2')
    if (human.phone?.verified !== true) throw ApiError.of('COMMAND-Q54j2')
    human.otpSms = true
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
