import type { CreateInviteCodeRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { openCode } from './open-codes.ts'
import { requireUserPermission } from './require-user-permission.ts'
import { checkUrlTemplate } from './url-template.ts'

/** `POST /v2/users/{id}/invite_code`: as long as the user has no method to log in by (contract 12.7). */
export const createInviteCode = operation(
  'zitadel.user.v2.UserService/CreateInviteCode',
  (call, request: CreateInviteCodeRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-Wgvn4')
    requireUserPermission(call, user)
    if (human.password !== undefined || human.idpLinks.length > 0) throw ApiError.of('COMMAND-EF34g')
    if (request.verification.case === 'sendCode') checkUrlTemplate(request.verification.value.urlTemplate)
    const isReturned = request.verification.case === 'returnCode'
    const inviteCode = openCode(call, human, 'invite', !isReturned)
    touch(user, call.now)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId), ...(isReturned ? { inviteCode } : {}) }
  },
)
