import type { RemoveKeyRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findMachine } from './find-machine.ts'

/** `DELETE /v2/users/{id}/keys/{keyId}`; a key that is not there counts as removed. */
export const removeKey = operation(
  'zitadel.user.v2.UserService/RemoveKey',
  (call, request: RemoveKeyRequest) => {
    const { machine } = findMachine(call, request.userId)
    call.world.readSide.note(machine, 'keys')
    machine.keys.delete(request.keyId)
    call.world.changed('accounts')
    return { deletionDate: timestamp(call.now) }
  },
)
