import { AuthFactorState } from '@zitadel/proto/zitadel/user/v2/user_pb.js'
import type { ListAuthenticationFactorsRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import type { Human } from '../../state/model.ts'
import { operation } from '../operation.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/authentication_factors/_search`: the body is not looked at, ready factors only (contract 12.1, R). */
export const listAuthenticationFactors = operation(
  'zitadel.user.v2.UserService/ListAuthenticationFactors',
  (call, request: ListAuthenticationFactorsRequest) => {
    const user = call.instance.users.get(request.userId)
    if (user === undefined) throw ApiError.of('QUERY-Dfbg2')
    requireUserPermission(call, user, 'user.read')
    return { result: user.human === undefined ? [] : factorsOf(user.human) }
  },
)

function factorsOf(human: Human) {
  const kinds: ('otp' | 'otpSms' | 'otpEmail')[] = []
  if (human.totp?.verified === true) kinds.push('otp')
  if (human.otpSms) kinds.push('otpSms')
  if (human.otpEmail) kinds.push('otpEmail')
  return kinds.map((kind) => ({ state: AuthFactorState.READY, type: { case: kind, value: {} } }))
}
