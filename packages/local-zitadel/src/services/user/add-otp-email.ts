import type { AddOTPEmailRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/otp_email`: codes by e-mail, once the address they go to is verified. */
export const addOtpEmail = operation(
  'zitadel.user.v2.UserService/AddOTPEmail',
  (call, request: AddOTPEmailRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.credential.write')
    if (human.otpEmail) throw ApiError.of('COMMAND-MKL2s')
    if (!human.email.verified) throw ApiError.of('COMMAND-KLJ2d')
    human.otpEmail = true
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
