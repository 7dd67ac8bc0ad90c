import type { VerifyTOTPRegistrationRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { isTotpCode } from '../../crypto/totp.ts'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/totp/verify`: TOTP is in force from now on. */
export const verifyTotpRegistration = operation(
  'zitadel.user.v2.UserService/VerifyTOTPRegistration',
  (call, request: VerifyTOTPRegistrationRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.credential.write')
    if (human.totp === undefined) throw ApiError.of('COMMAND-3Mif9')
    if (human.totp.verified) throw ApiError.of('COMMAND-do9se')
    if (!isTotpCode(human.totp.secret, request.code, call.now)) throw ApiError.of('EVENT-8isk2')
    human.totp.verified = true
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
