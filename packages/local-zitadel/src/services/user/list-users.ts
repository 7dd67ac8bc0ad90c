import type { ListUsersRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { UserFieldName } from '@zitadel/proto/zitadel/user/v2/query_pb.js'
import { hasPermission } from '../../permissions/require-permission.ts'
import type { User } from '../../state/model.ts'
import { listDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { pageOf } from '../paging.ts'
import { displayNameOf } from './find-user.ts'
import { userMessage } from './user-message.ts'
import { userMatcher } from './user-queries.ts'

/** `POST /v2/users`: whoever lacks `user.read` finds only himself (contract 12.1). */
export const listUsers = operation(
  'zitadel.user.v2.UserService/ListUsers',
  (call, request: ListUsersRequest) => {
    const { instance, caller } = call
    const matchers = request.queries.map((query) => userMatcher(call, query))
    const found = [...instance.users.values()].filter(
      (user) =>
        matchers.every((matches) => matches(user)) &&
        (user.id === caller.userId ||
          hasPermission(instance, caller.userId, 'user.read', user.organizationId)),
    )
    const direction = request.query?.asc === true ? 1 : -1
    const key = sortKeys[request.sortingColumn] ?? (() => '')
    found.sort((a, b) => direction * compare(key(a), key(b)))
    return {
      details: listDetails(
        found.length,
        Math.max(0, ...[...instance.users.values()].map((user) => user.changedAt)),
      ),
      result: pageOf(found, request.query).map((user) => userMessage(instance, user)),
    }
  },
)

const sortKeys: Readonly<Partial<Record<UserFieldName, (user: User) => string | number>>> = {
  [UserFieldName.USER_NAME]: (user) => user.username,
  [UserFieldName.FIRST_NAME]: (user) => user.human?.givenName ?? '',
  [UserFieldName.LAST_NAME]: (user) => user.human?.familyName ?? '',
  [UserFieldName.NICK_NAME]: (user) => user.human?.nickName ?? '',
  [UserFieldName.DISPLAY_NAME]: displayNameOf,
  [UserFieldName.EMAIL]: (user) => user.human?.email.address ?? '',
  [UserFieldName.STATE]: (user) => user.state,
  [UserFieldName.TYPE]: (user) => (user.human === undefined ? 'machine' : 'human'),
  [UserFieldName.CREATION_DATE]: (user) => user.createdAt,
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
