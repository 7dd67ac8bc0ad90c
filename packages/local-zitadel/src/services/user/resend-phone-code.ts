import type { ResendPhoneCodeRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { openCode } from './open-codes.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/phone/resend`: a new code where one is open; the earlier one is dead (contract 12.7). */
export const resendPhoneCode = operation(
  'zitadel.user.v2.UserService/ResendPhoneCode',
  (call, request: ResendPhoneCodeRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-ieJ2e')
    requireUserPermission(call, user)
    if (user.state === 'initial') throw ApiError.of('COMMAND-uz0Uu')
    if (!human.codes.has('phone')) throw ApiError.of('PHONE-5xrra88eq8')
    const isReturned = request.verification.case === 'returnCode'
    const verificationCode = openCode(call, human, 'phone', !isReturned)
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId), ...(isReturned ? { verificationCode } : {}) }
  },
)
