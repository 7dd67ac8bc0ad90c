import type { CreateSessionRequest } from '@zitadel/proto/zitadel/session/v2/session_service_pb.js'
import { requirePermission } from '../../permissions/require-permission.ts'
import type { Session } from '../../state/model.ts'
import { type Call, operation } from '../operation.ts'
import { changeSession } from './change-session.ts'
import { findCheckedUser } from './find-checked-user.ts'
import type { SessionChange } from './session-types.ts'

/** `POST /v2/sessions`: a session with whatever is checked at once; none when a check fails (contract 3.2, 3.9). */
export const createSession = operation(
  'zitadel.session.v2.SessionService/CreateSession',
  async (call, request: CreateSessionRequest) => {
    const user = findCheckedUser(call.world, request.checks?.user)
    // Asked for without an organization: only members of the instance pass (contract 3.6).
    requirePermission(call.instance, call.caller.userId, 'session.write')
    const session = newSession(call, request)
    const changed = await changeSession(call, session, request as SessionChange, user)
    return { ...changed, sessionId: session.id }
  },
)

function newSession(call: Call, { userAgent }: CreateSessionRequest): Session {
  return {
    id: call.world.nextId(),
    createdAt: call.now,
    changedAt: call.now,
    sequence: 1,
    creatorId: call.caller.userId,
    state: 'active',
    tokenId: '',
    metadata: new Map(),
    challenges: {},
    ...(userAgent === undefined
      ? {}
      : {
          userAgent: {
            ...(userAgent.fingerprintId === undefined ? {} : { fingerprintId: userAgent.fingerprintId }),
            ...(userAgent.ip === undefined ? {} : { ip: userAgent.ip }),
            ...(userAgent.description === undefined ? {} : { description: userAgent.description }),
            header: Object.fromEntries(
              Object.entries(userAgent.header).map(([name, { values }]) => [name, values]),
            ),
          },
        }),
  }
}
