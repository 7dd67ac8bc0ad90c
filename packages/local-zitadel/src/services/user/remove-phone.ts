import type { RemovePhoneRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `DELETE /v2/users/{id}/phone`; codes by SMS go with it. */
export const removePhone = operation(
  'zitadel.user.v2.UserService/RemovePhone',
  (call, request: RemovePhoneRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-ieJ2e')
    requireUserPermission(call, user)
    if (human.phone === undefined) {
      throw ApiError.of('COMMAND-ieJ2e', { code: 'failed_precondition', message: 'Phone not found' })
    }
    delete human.phone
    human.otpSms = false
    human.codes.delete('phone')
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
