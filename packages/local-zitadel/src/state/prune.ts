import type { AuthRequest, Instance, OidcSession, Session } from './model.ts'

const day = 24 * 3_600_000

/**
 * How long this server remembers what is over: an ended session, a handled auth request, a grant without a living token. Until then it
 * answers about them as the original, which forgets nothing; afterwards as about what never was.
 */
export const endedRetentionMs = 7 * day
/** How long an auth request waits that nobody came to bind. In the original it waits for ever (contract 5.4). */
export const openRequestRetentionMs = 90 * day
/** How long the original's cache of public keys knows a key that was removed (contract 1.4). */
export const removedKeyRetentionMs = day

/**
 * Forgets what is over for longer than it is remembered, and says whether there was anything. A session that lives is never forgotten,
 * however old, nor a grant of such a session, nor a code that could still be exchanged (contract 5.4).
 */
export function prune(instance: Instance, now: number): boolean {
  const { sessions, oidcSessions, authRequests, webKeys } = instance
  const before = sessions.size + oidcSessions.size + authRequests.size + webKeys.size
  const isOver = (session: Session | undefined) => session === undefined || endOf(session) <= now
  for (const grant of oidcSessions.values()) {
    const over = isOver(sessions.get(grant.sessionId ?? ''))
    if (over && lastLifeOf(grant) + endedRetentionMs <= now) oidcSessions.delete(grant.id)
  }
  // A token outlives its session's lifetime (contract 6.8): a session is there as long as a grant that names it.
  const named = new Set([...oidcSessions.values()].map((grant) => grant.sessionId))
  for (const session of sessions.values()) {
    if (!named.has(session.id) && endOf(session) + endedRetentionMs <= now) sessions.delete(session.id)
  }
  for (const request of authRequests.values()) {
    if (isForgotten(request, sessions, now)) authRequests.delete(request.id)
  }
  for (const key of webKeys.values()) {
    if (key.state === 'removed' && key.changedAt + removedKeyRetentionMs <= now) webKeys.delete(key.id)
  }
  return sessions.size + oidcSessions.size + authRequests.size + webKeys.size < before
}

/** When a session ended or will; never for one without a lifetime. */
function endOf(session: Session): number {
  if (session.state !== 'active') return session.changedAt
  return session.expiresAt ?? Number.POSITIVE_INFINITY
}

/** The last moment at which one of its tokens is good. */
function lastLifeOf({ createdAt, accessToken, refreshToken }: OidcSession): number {
  const access = accessToken === undefined || accessToken.revoked ? createdAt : accessToken.expiresAt
  const refresh =
    refreshToken === undefined || refreshToken.revoked
      ? createdAt
      : Math.min(refreshToken.expiresAt, refreshToken.idleExpiresAt)
  return Math.max(access, refresh)
}

function isForgotten(request: AuthRequest, sessions: Instance['sessions'], now: number): boolean {
  const age = now - request.createdAt
  if (request.status === 'added') return age >= openRequestRetentionMs
  if (request.status === 'linked') return !sessions.has(request.linked?.sessionId ?? '')
  return age >= endedRetentionMs
}
