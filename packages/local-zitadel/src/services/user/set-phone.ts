import type { SetPhoneRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { changePhone } from './change-contact.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/phone`. */
export const setPhone = operation(
  'zitadel.user.v2.UserService/SetPhone',
  (call, request: SetPhoneRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-ieJ2e')
    requireUserPermission(call, user)
    const verificationCode = changePhone(call, user, human, request)
    call.world.changed('accounts')
    return {
      details: objectDetails(user, user.organizationId),
      ...(verificationCode === undefined ? {} : { verificationCode }),
    }
  },
)
