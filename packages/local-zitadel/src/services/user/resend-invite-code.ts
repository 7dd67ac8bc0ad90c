import type { ResendInviteCodeRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { openCode } from './open-codes.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/invite_code/resend`: only what was sent can be sent again (contract 12.7). */
export const resendInviteCode = operation(
  'zitadel.user.v2.UserService/ResendInviteCode',
  (call, request: ResendInviteCodeRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-Wr3gq')
    requireUserPermission(call, user)
    if (human.codes.get('invite')?.sent !== true) throw ApiError.of('COMMAND-Wr3gq')
    openCode(call, human, 'invite', true)
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId) }
  },
)
