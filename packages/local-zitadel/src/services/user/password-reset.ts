import type { PasswordResetRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { openCode } from './open-codes.ts'
import { requireUserPermission } from './require-user-permission.ts'
import { checkUrlTemplate } from './url-template.ts'

/** `POST /v2/users/{id}/password_reset`: a code, returned or sent to nobody (contract 12.7). */
export const passwordReset = operation(
  'zitadel.user.v2.UserService/PasswordReset',
  (call, request: PasswordResetRequest) => {
    const user = call.instance.users.get(request.userId)
    if (user?.human === undefined) throw ApiError.of('COMMAND-SAF4f')
    if (user.state === 'initial') throw ApiError.of('COMMAND-Sfe4g')
    requireUserPermission(call, user)
    if (request.medium.case === 'sendLink') checkUrlTemplate(request.medium.value.urlTemplate)
    const isReturned = request.medium.case === 'returnCode'
    const verificationCode = openCode(call, user.human, 'password', !isReturned)
    touch(user, user.changedAt)
    call.world.changed('accounts')
    return {
      details: objectDetails({ ...user, changedAt: call.now }, user.organizationId),
      ...(isReturned ? { verificationCode } : {}),
    }
  },
)
