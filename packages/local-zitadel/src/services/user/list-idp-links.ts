import type { ListIDPLinksRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { listDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `POST /v2/users/{id}/links/_search`. */
export const listIdpLinks = operation(
  'zitadel.user.v2.UserService/ListIDPLinks',
  (call, request: ListIDPLinksRequest) => {
    const user = call.instance.users.get(request.userId)
    if (user === undefined) throw ApiError.of('QUERY-Dfbg2')
    requireUserPermission(call, user, 'user.read')
    const result = user.human?.idpLinks ?? []
    return { details: listDetails(result.length, user.changedAt), result }
  },
)
