import type { SetEmailRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { changeEmail } from './change-contact.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/email`. */
export const setEmail = operation(
  'zitadel.user.v2.UserService/SetEmail',
  (call, request: SetEmailRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-ieJ2e')
    requireUserPermission(call, user)
    const verificationCode = changeEmail(call, user, human, request)
    call.world.changed('accounts')
    return {
      details: objectDetails(user, user.organizationId),
      ...(verificationCode === undefined ? {} : { verificationCode }),
    }
  },
)
