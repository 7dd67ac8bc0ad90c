import type { GetUserByIDRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { readDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { requireUserPermission } from './require-user-permission.ts'
import { userMessage } from './user-message.ts'

/** `GET /v2/users/{id}`: oneself, or with `user.read` on the user's organization. */
export const getUserById = operation(
  'zitadel.user.v2.UserService/GetUserByID',
  (call, request: GetUserByIDRequest) => {
    const user = call.instance.users.get(request.userId)
    if (user === undefined) throw ApiError.of('QUERY-Dfbg2')
    requireUserPermission(call, user, 'user.read')
    return { details: readDetails(user, user.organizationId), user: userMessage(call.instance, user) }
  },
)
