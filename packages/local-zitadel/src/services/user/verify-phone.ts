import type { VerifyPhoneRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { judgeCode } from './open-codes.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/phone/verify`. Every bad code is refused alike (contract 12.7). */
export const verifyPhone = operation(
  'zitadel.user.v2.UserService/VerifyPhone',
  (call, request: VerifyPhoneRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-ieJ2e')
    requireUserPermission(call, user)
    const contact = human.phone
    if (contact === undefined || judgeCode(call, human, 'phone', request.verificationCode) !== 'right') {
      throw ApiError.of('COMMAND-eis9R')
    }
    contact.verified = true
    human.codes.delete('phone')
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
