import type { VerifyEmailRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { judgeCode } from './open-codes.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/email/verify`. Every bad code is refused alike (contract 12.7). */
export const verifyEmail = operation(
  'zitadel.user.v2.UserService/VerifyEmail',
  (call, request: VerifyEmailRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-ieJ2e')
    requireUserPermission(call, user)
    const contact = human.email
    if (contact === undefined || judgeCode(call, human, 'email', request.verificationCode) !== 'right') {
      throw ApiError.of('COMMAND-eis9R')
    }
    contact.verified = true
    human.codes.delete('email')
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
