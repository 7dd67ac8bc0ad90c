import type { ListUserMetadataRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { searchPage } from '../paging.ts'

/** `POST /v2/users/{id}/metadata/search`: the newest entries first; filters are not looked at. */
export const listUserMetadata = operation(
  'zitadel.user.v2.UserService/ListUserMetadata',
  (call, request: ListUserMetadataRequest) => {
    const user = call.instance.users.get(request.userId)
    if (user === undefined) throw ApiError.of('QUERY-Dfbg2')
    const found = [...user.metadata].map(([key, entry]) => ({ key, ...entry }))
    const { page, pagination } = searchPage(found, request.pagination, (entry) => entry.createdAt)
    const metadata = page.map(({ key, value, createdAt, changedAt }) => ({
      key,
      value,
      creationDate: timestamp(createdAt),
      changeDate: timestamp(changedAt),
    }))
    return { pagination, metadata }
  },
)
