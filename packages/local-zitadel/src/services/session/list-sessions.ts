import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt'
import { TimestampQueryMethod } from '@zitadel/proto/zitadel/object_pb.js'
import type { ListSessionsRequest } from '@zitadel/proto/zitadel/session/v2/session_service_pb.js'
import type { SearchQuery } from '@zitadel/proto/zitadel/session/v2/session_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { hasPermission } from '../../permissions/require-permission.ts'
import type { Session } from '../../state/model.ts'
import { listDetails } from '../details.ts'
import { type Call, operation } from '../operation.ts'
import { pageOf } from '../paging.ts'
import { isOwn } from './get-session.ts'
import { isReadable, sessionMessage } from './session-message.ts'

/** `POST /v2/sessions/search`. The total counts what the caller may not see too, as in the original (contract 3.5, R). */
export const listSessions = operation(
  'zitadel.session.v2.SessionService/ListSessions',
  (call, request: ListSessionsRequest) => {
    const { instance, caller } = call
    const matchers = request.queries.map((query) => matcher(call, query))
    const found = [...instance.sessions.values()].filter(
      (session) => isListed(call, session) && matchers.every((matches) => matches(session)),
    )
    found.sort(
      (a, b) =>
        (request.query?.asc === true ? 1 : -1) * (a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
    )
    const visible = pageOf(found, request.query).filter(
      (session) =>
        isOwn(call, session) ||
        hasPermission(instance, caller.userId, 'session.read', session.user?.organizationId),
    )
    return {
      details: listDetails(found.length, lastChange(instance.sessions.values())),
      sessions: visible.map((session) => sessionMessage(instance, session)),
    }
  },
)

/** The search reads what it is told late: a new session is not there yet, one just ended still is. */
function isListed({ world: { readSide } }: Call, session: Session): boolean {
  return readSide.knows(session) && isReadable({ ...session, state: readSide.seen(session, 'state') })
}

function matcher(call: Call, query: SearchQuery): (session: Session) => boolean {
  // Newer than the published type.
  const oneof = query.query as SearchQuery['query'] | { case: 'expirationDateQuery'; value: DateQuery }
  switch (oneof.case) {
    case 'idsQuery': {
      const { ids } = oneof.value
      return (session) => ids.includes(session.id)
    }
    case 'userIdQuery': {
      const { id } = oneof.value
      return (session) => session.user?.id === id
    }
    case 'creatorQuery': {
      const id = oneof.value.id ?? call.caller.userId
      return (session) => session.creatorId === id
    }
    case 'userAgentQuery': {
      const own = call.instance.sessions.get(call.caller.sessionId ?? '')?.userAgent?.fingerprintId
      const fingerprint = oneof.value.fingerprintId ?? own
      if (fingerprint === undefined || fingerprint === '') throw ApiError.of('GRPC-x8n23uh')
      return (session) => session.userAgent?.fingerprintId === fingerprint
    }
    case 'creationDateQuery': {
      const { value } = oneof
      return (session) => compares(session.createdAt, value)
    }
    case 'expirationDateQuery': {
      const { value } = oneof
      return (session) => session.expiresAt !== undefined && compares(session.expiresAt, value)
    }
    default:
      return () => true
  }
}

interface DateQuery {
  readonly creationDate?: Timestamp
  readonly expirationDate?: Timestamp
  readonly method: TimestampQueryMethod
}

function compares(time: number, query: DateQuery): boolean {
  const date = query.creationDate ?? query.expirationDate
  const limit = date === undefined ? 0 : timestampMs(date)
  if (query.method === TimestampQueryMethod.GREATER) return time > limit
  if (query.method === TimestampQueryMethod.GREATER_OR_EQUALS) return time >= limit
  if (query.method === TimestampQueryMethod.LESS) return time < limit
  if (query.method === TimestampQueryMethod.LESS_OR_EQUALS) return time <= limit
  return time === limit
}

function lastChange(sessions: Iterable<Session>): number {
  return Math.max(0, ...[...sessions].map((session) => session.changedAt))
}
