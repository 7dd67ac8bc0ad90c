import { findApplication } from '../claims/find-application.ts'
import type { BearerRefusal, Principal, VerifyBearer } from '../permissions/principal.ts'
import type { RequestContext } from '../server/request-context.ts'
import type { Instance, LinkedSession, Session, User } from '../state/model.ts'
import { type LiveToken, liveTokenOf, readToken } from './load-access-token.ts'
import { isMultiFactor, needsMultiFactor } from './second-factors.ts'
import { methodsOfSession } from './session-methods.ts'
import { isEnabled } from './user-state.ts'

type Refused = { readonly refused: BearerRefusal }

/** Judges the Bearer token of a call to ZITADEL's own API (contract 2.6): PAT, access token opaque or JWT, or session token. */
export const verifyBearer: VerifyBearer = async (token, context) => {
  const read = await readToken(token, context)
  if (read?.kind === 'session_token') return holderOfSession(read, context)
  const live = read && liveTokenOf(read, context)
  return live ? holderOfToken(live, context.instance) : { refused: 'invalid' }
}

function holderOfToken(token: LiveToken, instance: Instance): Principal | Refused {
  if (token.kind === 'pat')
    return { userId: token.user.id, organizationId: token.user.organizationId, token: 'pat' }
  if (!isForOwnApi(token.audience, instance)) return { refused: 'invalid' }
  const refused = refusalOfFactors(instance, token.user, token.methods)
  if (refused) return { refused }
  return {
    userId: token.user.id,
    organizationId: token.user.organizationId,
    token: 'access_token',
    ...(findApplication(instance, token.clientId) ? { clientId: token.clientId } : {}),
    ...(token.sessionId === undefined ? {} : { sessionId: token.sessionId }),
  }
}

function holderOfSession(
  read: { readonly sessionId: string; readonly tokenId: string },
  { instance, now }: RequestContext,
): Principal | Refused {
  const session = instance.sessions.get(read.sessionId)
  if (session?.state !== 'active' || session.hiddenFromReads?.session === true) {
    return { refused: 'session_not_existing' }
  }
  if (session.tokenId !== read.tokenId) return { refused: 'invalid' }
  if (session.expiresAt !== undefined && session.expiresAt <= now) return { refused: 'session_expired' }
  const user = session.user && instance.users.get(session.user.id)
  if (!user) return { refused: 'authentication_required' }
  if (!isEnabled(user)) return { refused: 'session_not_existing' }
  const refused = refusalOfFactors(instance, user, methodsAsRead(session))
  if (refused) return { refused }
  return {
    userId: user.id,
    organizationId: user.organizationId,
    token: 'session_token',
    sessionId: session.id,
  }
}

function refusalOfFactors(
  instance: Instance,
  user: User,
  methods: LinkedSession['methods'],
): 'authentication_required' | 'mfa_required' | undefined {
  if (!user.human) return undefined
  if (methods.length === 0) return 'authentication_required'
  if (isMultiFactor(methods)) return undefined
  return needsMultiFactor(instance, user, methods) ? 'mfa_required' : undefined
}

/** The project of ZITADEL's own API, or one of its applications. */
function isForOwnApi(audience: readonly string[], instance: Instance): boolean {
  if (audience.includes(instance.ownProjectId)) return true
  for (const application of instance.applications.values()) {
    if (application.projectId === instance.ownProjectId && audience.includes(application.clientId))
      return true
  }
  return false
}

/** The checks as reads show them: without a password that was changed since (contract 3.5). */
function methodsAsRead(session: Session): LinkedSession['methods'] {
  const forgotten = session.hiddenFromReads?.password === true
  return methodsOfSession(session).filter((method) => !(forgotten && method === 'password'))
}
