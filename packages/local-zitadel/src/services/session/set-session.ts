import type { SetSessionRequest } from '@zitadel/proto/zitadel/session/v2/session_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import type { Session } from '../../state/model.ts'
import { type Call, operation } from '../operation.ts'
import { changeSession } from './change-session.ts'
import { findCheckedUser } from './find-checked-user.ts'
import type { SessionChange } from './session-types.ts'

/** `PATCH /v2/sessions/{id}`. The session token in the request is ignored; the permission is enough (contract 3.4). */
export const setSession = operation(
  'zitadel.session.v2.SessionService/SetSession',
  async (call, request: SetSessionRequest) => {
    const user = findCheckedUser(call.world, request.checks?.user)
    const session = call.instance.sessions.get(request.sessionId) ?? madeUp(call, request.sessionId)
    requirePermission(call.instance, call.caller.userId, 'session.write', session.user?.organizationId)
    if (session.state === 'terminated') throw ApiError.of('COMMAND-Hewfq')
    if (session.expiresAt !== undefined && session.expiresAt <= call.now) throw ApiError.of('COMMAND-Hkl3d')
    return changeSession(call, session, request as SessionChange, user)
  },
)

/** The original lets a session be changed that was never created; nothing usable comes of it (contract 16.6, R). */
function madeUp(call: Call, id: string): Session {
  return {
    id,
    createdAt: call.now,
    changedAt: call.now,
    sequence: 0,
    creatorId: call.caller.userId,
    state: 'made_up',
    tokenId: '',
    metadata: new Map(),
    challenges: {},
  }
}
