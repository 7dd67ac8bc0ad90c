import type { RemoveSecretRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findMachine } from './find-machine.ts'

/** `DELETE /v2/users/{id}/secret`. */
export const removeSecret = operation(
  'zitadel.user.v2.UserService/RemoveSecret',
  (call, request: RemoveSecretRequest) => {
    const { machine } = findMachine(call, request.userId)
    delete machine.secretHash
    call.world.changed('accounts')
    return { deletionDate: timestamp(call.now) }
  },
)
