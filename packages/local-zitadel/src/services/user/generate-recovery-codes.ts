import { randomRecoveryCode } from '../../crypto/random-text.ts'
import { hashSecret } from '../../crypto/secret-hash.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

const most = 50

/** `POST /v2/users/{id}/recovery_codes`: shown once, kept as hashes, added to those that are there. */
export const generateRecoveryCodes = operation(
  'zitadel.user.v2.UserService/GenerateRecoveryCodes',
  (call, request: { readonly userId: string; readonly count: number }) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.credential.write')
    const count = Math.min(request.count, most)
    const recoveryCodes = Array.from({ length: count }, () => randomRecoveryCode(call.world.randomBytes))
    human.recoveryCodes.push(...recoveryCodes.map(hashSecret))
    touch(user, user.changedAt)
    call.world.changed('accounts')
    return { details: objectDetails(user, user.organizationId), recoveryCodes }
  },
)
