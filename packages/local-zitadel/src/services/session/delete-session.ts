import type { DeleteSessionRequest } from '@zitadel/proto/zitadel/session/v2/session_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { terminateSession } from '../../logout/terminate-session.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'
import { isSessionToken } from './session-token.ts'

/** `DELETE /v2/sessions/{id}`. What is ended or was never there counts as deleted (contract 3.5). */
export const deleteSession = operation(
  'zitadel.session.v2.SessionService/DeleteSession',
  async (call, request: DeleteSessionRequest) => {
    const { instance, caller, world, now } = call
    const session = instance.sessions.get(request.sessionId)
    if (session === undefined || session.state === 'made_up') return { details: {} }
    if (session.state === 'terminated') return { details: objectDetails(session, instance.id) }
    if (request.sessionToken !== undefined && request.sessionToken !== '') {
      if (!(await isSessionToken(world, session, request.sessionToken))) throw ApiError.of('COMMAND-sGr42')
    } else if (session.user?.id !== caller.userId) {
      requirePermission(instance, caller.userId, 'session.delete', session.user?.organizationId)
    }
    terminateSession(world, session, now)
    return { details: objectDetails(session, instance.id) }
  },
)
