import type { VerifyInviteCodeRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import type { Human } from '../../state/model.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { judgeCode } from './open-codes.ts'
import { requireUserPermission } from './require-user-permission.ts'

const wrongTries = 3

/** `POST /v2/users/{id}/invite_code/verify`: verifies the e-mail; the code is dead after three wrong ones (contract 12.7). */
export const verifyInviteCode = operation(
  'zitadel.user.v2.UserService/VerifyInviteCode',
  (call, request: VerifyInviteCodeRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-Wgn4q')
    requireUserPermission(call, user)
    call.world.changed('accounts')
    if (judgeCode(call, human, 'invite', request.verificationCode) !== 'right') {
      countTry(human)
      throw ApiError.of('COMMAND-Wgn4q')
    }
    human.codes.delete('invite')
    human.email.verified = true
    touch(user, call.now)
    return { details: objectDetails(user, user.organizationId) }
  },
)

function countTry(human: Human): void {
  const open = human.codes.get('invite')
  if (open === undefined) return
  open.tries++
  if (open.tries >= wrongTries) human.codes.delete('invite')
}
