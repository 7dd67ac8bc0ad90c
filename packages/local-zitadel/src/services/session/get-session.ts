import type { GetSessionRequest } from '@zitadel/proto/zitadel/session/v2/session_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import type { Session } from '../../state/model.ts'
import { type Call, operation } from '../operation.ts'
import { isReadable, sessionMessage } from './session-message.ts'
import { isSessionToken } from './session-token.ts'

/** `GET /v2/sessions/{id}`. Expired sessions are still returned (contract 3.5). */
export const getSession = operation(
  'zitadel.session.v2.SessionService/GetSession',
  async (call, request: GetSessionRequest) => {
    const session = call.instance.sessions.get(request.sessionId)
    if (session === undefined || !isReadable(session)) throw ApiError.of('QUERY-SFeaa')
    if (request.sessionToken !== undefined && request.sessionToken !== '') {
      if (!(await isSessionToken(call.world, session, request.sessionToken))) throw ApiError.of('QUERY-dsfr3')
    } else if (!isOwn(call, session)) {
      requirePermission(call.instance, call.caller.userId, 'session.read', session.user?.organizationId)
    }
    return { session: sessionMessage(call.instance, session) }
  },
)

/** Made by the caller, about the caller, or of the caller's own user agent. */
export function isOwn(call: Call, session: Session): boolean {
  const { userId, sessionId } = call.caller
  const own = sessionId === undefined ? undefined : call.instance.sessions.get(sessionId)
  const agent = own?.userAgent?.fingerprintId
  const sameAgent = agent !== undefined && agent !== '' && agent === session.userAgent?.fingerprintId
  return session.creatorId === userId || session.user?.id === userId || sameAgent
}
