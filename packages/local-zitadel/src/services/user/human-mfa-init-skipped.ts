import type { HumanMFAInitSkippedRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { touch } from '../../state/changes.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/mfa_init_skipped` (contract 12.1). */
export const humanMfaInitSkipped = operation(
  'zitadel.user.v2.UserService/HumanMFAInitSkipped',
  (call, request: HumanMFAInitSkippedRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-5M0sd')
    requireUserPermission(call, user)
    human.mfaInitSkippedAt = call.now
    touch(user, user.changedAt)
    call.world.changed('accounts')
    return { details: objectDetails({ ...user, changedAt: call.now }, user.organizationId) }
  },
)
