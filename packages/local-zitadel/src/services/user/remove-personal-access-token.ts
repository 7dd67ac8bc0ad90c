import type { RemovePersonalAccessTokenRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findMachine } from './find-machine.ts'

/** `DELETE /v2/users/{id}/pats/{tokenId}`; dead at once. */
export const removePersonalAccessToken = operation(
  'zitadel.user.v2.UserService/RemovePersonalAccessToken',
  (call, request: RemovePersonalAccessTokenRequest) => {
    const { machine } = findMachine(call, request.userId)
    machine.pats.delete(request.tokenId)
    call.world.changed('accounts')
    return { deletionDate: timestamp(call.now) }
  },
)
