import type { RegisterTOTPRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { preferredLoginName } from '../../claims/login-name.ts'
import { toBase32 } from '../../crypto/totp.ts'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { findHuman } from './find-human.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/totp`: a secret, not in force until a code of it was verified. */
export const registerTotp = operation(
  'zitadel.user.v2.UserService/RegisterTOTP',
  (call, request: RegisterTOTPRequest) => {
    const { user, human } = findHuman(call.instance, request.userId, 'COMMAND-5M0sd')
    requireUserPermission(call, user, 'user.credential.write')
    if (human.totp?.verified === true) throw ApiError.of('COMMAND-do9se')
    const secret = toBase32(call.world.randomBytes(20))
    human.totp = { secret, verified: false }
    touch(user, call.now)
    call.world.changed('accounts')
    const account = encodeURI(preferredLoginName(call.instance, user))
    const uri = `otpauth://totp/ZITADEL:${account}?algorithm=SHA1&digits=6&issuer=ZITADEL&period=30&secret=${secret}`
    return { details: objectDetails(user, user.organizationId), uri, secret }
  },
)
