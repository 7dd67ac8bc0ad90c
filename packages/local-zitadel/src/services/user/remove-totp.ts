import type { RemoveTOTPRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `DELETE /v2/users/{id}/totp`. */
export const removeTotp = operation(
  'zitadel.user.v2.UserService/RemoveTOTP',
  (call, request: RemoveTOTPRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.write')
    if (human.totp === undefined) throw ApiError.of('COMMAND-Hd9sd')
    delete human.totp
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
