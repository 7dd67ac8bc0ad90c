import type { SendEmailCodeRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { openCode } from './open-codes.ts'
import { requireUserPermission } from './require-user-permission.ts'
import { checkUrlTemplate } from './url-template.ts'

/** `POST /v2/users/{id}/email/send`: a code also for an address that is verified (contract 12.7). */
export const sendEmailCode = operation(
  'zitadel.user.v2.UserService/SendEmailCode',
  (call, request: SendEmailCodeRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-ieJ2e')
    requireUserPermission(call, user)
    if (user.state === 'initial') throw ApiError.of('COMMAND-uz0Uu')
    if (request.verification.case === 'sendCode') checkUrlTemplate(request.verification.value.urlTemplate)
    const isReturned = request.verification.case === 'returnCode'
    const verificationCode = openCode(call, human, 'email', !isReturned)
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId), ...(isReturned ? { verificationCode } : {}) }
  },
)
