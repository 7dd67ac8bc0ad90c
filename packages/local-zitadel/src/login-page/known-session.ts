import { preferredLoginName } from '../claims/login-name.ts'
import type { RequestContext } from '../server/request-context.ts'
import { isReadable } from '../services/session/session-message.ts'
import { isSessionToken } from '../services/session/session-token.ts'
import { displayNameOf } from '../services/user/find-user.ts'
import { policyFor } from '../services/policies.ts'
import type { Session, User } from '../state/model.ts'
import { needsMultiFactor } from '../tokens/second-factors.ts'
import { isEnabled } from '../tokens/user-state.ts'
import type { SessionReference } from './browser-cookie.ts'

/** A session of this browser that lives, with what it has proven and what its user's policy asks. */
export interface KnownSession {
  readonly reference: SessionReference
  readonly userId: string
  readonly organizationId: string
  readonly loginName: string
  readonly displayName: string
  /** When the password was checked, as far as that still counts. */
  readonly passwordCheckedAt: number | undefined
  readonly totpCheckedAt: number | undefined
  /** The user has set TOTP up. */
  readonly hasTotp: boolean
  /** Why this page cannot let the user in whatever is proven. */
  readonly barrier: Barrier | undefined
}

export type Barrier = 'no_local_login' | 'password_change' | 'password_expired' | 'other_factor'

const dayMs = 86_400_000

/** The sessions of a browser that still live, in its order; a token that was replaced elsewhere opens nothing. */
export async function knownSessions(
  context: RequestContext,
  references: readonly SessionReference[],
): Promise<readonly KnownSession[]> {
  const found = await Promise.all(references.map((reference) => knownSession(context, reference)))
  return found.filter((session) => session !== undefined)
}

async function knownSession(
  context: RequestContext,
  reference: SessionReference,
): Promise<KnownSession | undefined> {
  const { instance, world, now } = context
  const session = instance.sessions.get(reference.id)
  if (session === undefined || !isReadable(session)) return undefined
  if (session.expiresAt !== undefined && session.expiresAt <= now) return undefined
  if (!(await isSessionToken(world, session, reference.token))) return undefined
  const user = instance.users.get(session.user?.id ?? '')
  if (!isEnabled(user)) return undefined
  const policy = policyFor(instance, user.organizationId, 'login')
  return {
    reference,
    userId: user.id,
    organizationId: user.organizationId,
    loginName: preferredLoginName(instance, user),
    displayName: displayNameOf(user),
    passwordCheckedAt: counting(passwordOf(session), policy.passwordCheckLifetimeMs, now),
    totpCheckedAt: counting(session.totpCheckedAt, policy.secondFactorCheckLifetimeMs, now),
    hasTotp: user.human?.totp?.verified === true,
    barrier: barrierOf(context, user),
  }
}

/** A password that was changed since counts for nothing (contract 3.5). */
function passwordOf({ hiddenFromReads, passwordCheckedAt }: Session): number | undefined {
  return hiddenFromReads?.password === true ? undefined : passwordCheckedAt
}

/** A check counts for as long as the login policy says. */
function counting(checkedAt: number | undefined, lifetimeMs: number, now: number): number | undefined {
  return checkedAt === undefined || checkedAt + lifetimeMs <= now ? undefined : checkedAt
}

/** ZITADEL enforces none of this itself: it is the login's to do (contract 3.10). */
function barrierOf({ instance, now }: RequestContext, user: User): Barrier | undefined {
  const policy = policyFor(instance, user.organizationId, 'login')
  const { maxAgeDays } = policyFor(instance, user.organizationId, 'passwordAge')
  const { password, totp } = user.human ?? {}
  if (!policy.allowLocalAuthentication) return 'no_local_login'
  if (password?.changeRequired === true) return 'password_change'
  if (maxAgeDays > 0 && password !== undefined && password.changedAt + maxAgeDays * dayMs <= now)
    return 'password_expired'
  if (totp?.verified !== true && needsMultiFactor(instance, user, ['password'])) return 'other_factor'
  return undefined
}
