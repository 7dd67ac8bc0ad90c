import type { AuthorizationError } from '@zitadel/proto/zitadel/oidc/v2/authorization_pb.js'
import type {
  CreateCallbackRequest,
  Session as GivenSession,
} from '@zitadel/proto/zitadel/oidc/v2/oidc_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import type { AuthRequest, LinkedSession, Session } from '../../state/model.ts'
import { createCode } from '../../tokens/create-code.ts'
import { authTimeOfSession, methodsOfSession } from '../../tokens/session-methods.ts'
import { objectDetails } from '../details.ts'
import { type Call, operation } from '../operation.ts'
import { isSessionToken } from '../session/session-token.ts'
import { authResponseUrl } from '../../oidc/auth-response-url.ts'
import { checkProjectAccess } from './check-project-access.ts'
import { oauthErrorOf } from './error-reasons.ts'

/** `POST /v2/oidc/auth_requests/{id}`: binds a session to an auth request, or fails the request (contract 5.2, 5.3). */
export const createCallback = operation(
  'zitadel.oidc.v2.OIDCService/CreateCallback',
  async (call, request: CreateCallbackRequest) => {
    const { callbackKind } = request
    if (callbackKind.case === 'session') return bind(call, request.authRequestId, callbackKind.value)
    if (callbackKind.case === 'error') return fail(call, request.authRequestId, callbackKind.value)
    throw ApiError.withoutId(
      'unimplemented',
      'verification oneOf %T in method CreateCallback not implemented',
    )
  },
)

async function bind(call: Call, id: string, given: GivenSession) {
  const { instance, world } = call
  const request = instance.authRequests.get(id)
  if (request === undefined) throw ApiError.of('COMMAND-jae5P')
  if (request.status !== 'added') throw ApiError.of('COMMAND-Sx208nt')
  requireLinkPermission(call, request)
  const session = instance.sessions.get(given.sessionId)
  if (session === undefined || session.state === 'made_up') throw ApiError.of('COMMAND-Flk38')
  checkAlive(session, call.now)
  if (!(await isSessionToken(world, session, given.sessionToken))) throw ApiError.of('COMMAND-sGr42')
  checkProjectAccess(instance, request, session)
  const window = world.behaviour.raceWindow()
  if (window !== undefined) await window
  // Strict: whoever raced past the first check loses here. As the original: the last bound session wins (contract 5.3, R).
  else if (isHandled(request)) throw ApiError.of('COMMAND-SFwd2')
  request.linked = linkOf(session)
  request.status = 'linked'
  world.changed('logins', request)
  const code = await createCode(instance, request)
  return { ...answerOf(call), callbackUrl: authResponseUrl(request, { code, state: request.state }) }
}

const isHandled = (request: AuthRequest) => request.status !== 'added'

function fail(call: Call, id: string, error: AuthorizationError) {
  const request = call.instance.authRequests.get(id)
  // An unknown request counts as handled here, as in the original (contract 5.3).
  if (request === undefined || isHandled(request)) throw ApiError.of('COMMAND-Sx202nt')
  requireLinkPermission(call, request)
  request.status = 'failed'
  call.world.changed('logins', request)
  const parameters = {
    error: oauthErrorOf(error.error),
    ...(error.errorDescription ? { error_description: error.errorDescription } : {}),
    ...(error.errorUri ? { error_uri: error.errorUri } : {}),
    ...(request.state === '' ? {} : { state: request.state }),
  }
  return { ...answerOf(call), callbackUrl: authResponseUrl(request, parameters) }
}

/** The stored login client needs no permission, whatever the header claimed it to be (contract 4.4). */
function requireLinkPermission({ instance, caller }: Call, request: AuthRequest): void {
  if (request.loginClient !== caller.userId) requirePermission(instance, caller.userId, 'session.link')
}

function checkAlive(session: Session, now: number): void {
  if (session.state === 'terminated') throw ApiError.of('COMMAND-Hewfq')
  if (session.expiresAt !== undefined && session.expiresAt <= now) throw ApiError.of('COMMAND-Hkl3d')
}

function linkOf(session: Session): LinkedSession {
  const authTime = authTimeOfSession(session)
  return {
    sessionId: session.id,
    // A session without a user can be bound; the exchange then refuses (contract 5.4).
    userId: session.user?.id ?? '',
    methods: methodsOfSession(session),
    ...(authTime === undefined ? {} : { authTime }),
  }
}

/** An auth request has two events by now: added and linked or failed. */
function answerOf({ instance, now }: Call) {
  return { details: objectDetails({ sequence: 2, changedAt: now }, instance.id) }
}
