import type { ListUserMetadataRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'

/** `POST /v2/users/{id}/metadata/search`: all entries; filters are not looked at. */
export const listUserMetadata = operation(
  'zitadel.user.v2.UserService/ListUserMetadata',
  (call, request: ListUserMetadataRequest) => {
    const user = call.instance.users.get(request.userId)
    if (user === undefined) throw ApiError.of('QUERY-Dfbg2')
    const metadata = [...user.metadata].map(([key, entry]) => ({
      key,
      value: entry.value,
      creationDate: timestamp(entry.createdAt),
      changeDate: timestamp(entry.changedAt),
    }))
    return { pagination: { totalResult: BigInt(metadata.length) }, metadata }
  },
)
