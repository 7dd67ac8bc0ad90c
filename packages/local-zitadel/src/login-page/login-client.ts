import { create } from '@bufbuild/protobuf'
import { durationFromMs } from '@bufbuild/protobuf/wkt'
import { ErrorReason } from '@zitadel/proto/zitadel/oidc/v2/authorization_pb.js'
import {
  CreateCallbackRequestSchema,
  type CreateCallbackResponse,
} from '@zitadel/proto/zitadel/oidc/v2/oidc_service_pb.js'
import {
  CreateSessionRequestSchema,
  type CreateSessionResponse,
  DeleteSessionRequestSchema,
  SetSessionRequestSchema,
  type SetSessionResponse,
} from '@zitadel/proto/zitadel/session/v2/session_service_pb.js'
import type { RequestContext } from '../server/request-context.ts'
import { createCallback } from '../services/oidc/create-callback.ts'
import type { Call, Operation } from '../services/operation.ts'
import { createSession } from '../services/session/create-session.ts'
import { deleteSession } from '../services/session/delete-session.ts'
import { setSession } from '../services/session/set-session.ts'
import type { Instance } from '../state/model.ts'
import type { SessionReference } from './browser-cookie.ts'

export interface NamedPassword {
  readonly loginName: string
  readonly password: string
}

export type Refusal = 'access_denied' | 'login_required' | 'interaction_required'

/**
 * What the login page asks of ZITADEL: the session and OIDC services that every login client has, called within the process. Each rejects
 * with the ApiError that a login client would get.
 */
export interface LoginClient {
  createSession(check: NamedPassword, userAgent: string): Promise<SessionReference>
  /** The password once more, on a session that is there: its id stays, and so do the tokens that hang on it. */
  checkPassword(sessionId: string, check: NamedPassword): Promise<SessionReference>
  checkTotp(sessionId: string, code: string): Promise<SessionReference>
  endSession(sessionId: string): Promise<void>
  /** Binds a session to an auth request; where the browser goes now. */
  bind(authRequestId: string, session: SessionReference): Promise<string>
  /** Ends an auth request without a login; where the browser goes now. */
  refuse(authRequestId: string, refusal: Refusal, description: string): Promise<string>
}

/** The page acts as the instance's login client; nothing when there is none, and then nobody can log in here. */
export function loginClientOf(context: RequestContext): LoginClient | undefined {
  const { instance, world, now } = context
  const user = loginClientUser(instance)
  if (user === undefined) return undefined
  const caller = { userId: user.id, organizationId: user.organizationId, token: 'pat' } as const
  const call: Call = { world, instance, context, caller, organizationId: user.organizationId, now }
  return {
    async createSession({ loginName, password }, description) {
      const request = create(CreateSessionRequestSchema, {
        checks: { user: { search: { case: 'loginName', value: loginName } }, password: { password } },
        userAgent: { description },
        lifetime: durationFromMs(instance.policies.login.passwordCheckLifetimeMs),
      })
      const made = await asked<CreateSessionResponse>(createSession, call, request)
      return { id: made.sessionId, token: made.sessionToken }
    },
    async checkPassword(sessionId, { loginName, password }) {
      return change(call, sessionId, {
        user: { search: { case: 'loginName', value: loginName } },
        password: { password },
      })
    },
    checkTotp: (sessionId, code) => change(call, sessionId, { totp: { code } }),
    async endSession(sessionId) {
      await deleteSession.handle(call, create(DeleteSessionRequestSchema, { sessionId }))
    },
    async bind(authRequestId, { id, token }) {
      const request = create(CreateCallbackRequestSchema, {
        authRequestId,
        callbackKind: { case: 'session', value: { sessionId: id, sessionToken: token } },
      })
      return (await asked<CreateCallbackResponse>(createCallback, call, request)).callbackUrl
    },
    async refuse(authRequestId, refusal, errorDescription) {
      const request = create(CreateCallbackRequestSchema, {
        authRequestId,
        callbackKind: { case: 'error', value: { error: reasons[refusal], errorDescription } },
      })
      return (await asked<CreateCallbackResponse>(createCallback, call, request)).callbackUrl
    },
  }
}

const reasons: Readonly<Record<Refusal, ErrorReason>> = {
  access_denied: ErrorReason.ACCESS_DENIED,
  login_required: ErrorReason.LOGIN_REQUIRED,
  interaction_required: ErrorReason.INTERACTION_REQUIRED,
}

function loginClientUser({ members, users }: Instance) {
  for (const [userId, roles] of members) {
    const user = users.get(userId)
    if (user?.state === 'active' && roles.includes('IAM_LOGIN_CLIENT')) return user
  }
  return undefined
}

type Checks = NonNullable<Parameters<typeof create<typeof SetSessionRequestSchema>>[1]>['checks']

async function change(call: Call, sessionId: string, checks: Checks): Promise<SessionReference> {
  const request = create(SetSessionRequestSchema, { sessionId, ...(checks === undefined ? {} : { checks }) })
  const { sessionToken } = await asked<SetSessionResponse>(setSession, call, request)
  return { id: sessionId, token: sessionToken }
}

/** An operation answers what its answer message is made of; whoever names the message knows the operation. */
async function asked<Answered>(operation: Operation, call: Call, request: object): Promise<Answered> {
  return (await operation.handle(call, request)) as Answered
}
