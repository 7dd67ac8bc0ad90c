import {
  AuthenticationMethodType,
  type ListAuthenticationMethodTypesRequest,
} from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import type { Human } from '../../state/model.ts'
import { listDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** Newer than the published enum. */
const recoveryCode = 8 as AuthenticationMethodType

/** `GET /v2/users/{id}/authentication_methods`. An unknown user has none, which is no error (contract 12.1, R). */
export const listAuthenticationMethodTypes = operation(
  'zitadel.user.v2.UserService/ListAuthenticationMethodTypes',
  (call, request: ListAuthenticationMethodTypesRequest) => {
    const user = call.instance.users.get(request.userId)
    if (user !== undefined) requireUserPermission(call, user, 'user.read')
    const authMethodTypes = user?.human === undefined ? [] : methodsOf(user.human)
    return {
      details: listDetails(authMethodTypes.length, user?.changedAt ?? call.instance.changedAt),
      authMethodTypes,
    }
  },
)

/** Factors stand before the password, identity providers after it (contract 12.1, R). */
function methodsOf(human: Human): AuthenticationMethodType[] {
  const found: AuthenticationMethodType[] = []
  if (human.totp?.verified === true) found.push(AuthenticationMethodType.TOTP)
  if (human.otpSms) found.push(AuthenticationMethodType.OTP_SMS)
  if (human.otpEmail) found.push(AuthenticationMethodType.OTP_EMAIL)
  if (human.recoveryCodes.length > 0) found.push(recoveryCode)
  if (human.password !== undefined) found.push(AuthenticationMethodType.PASSWORD)
  if (human.idpLinks.length > 0) found.push(AuthenticationMethodType.IDP)
  return found
}
