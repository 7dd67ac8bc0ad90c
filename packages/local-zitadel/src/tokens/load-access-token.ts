import type { RequestContext } from '../server/request-context.ts'
import type { Instance, LinkedSession, OidcSession, User } from '../state/model.ts'
import { decryptOpaque } from './opaque.ts'
import { readTokenText, type TokenText } from './token-text.ts'
import { isEnabled } from './user-state.ts'
import { verifyOwnJwt } from './verify-own-jwt.ts'

/** An access token or PAT that is good at this moment. */
export interface LiveToken {
  readonly kind: 'access_token' | 'pat'
  /** What `jti` shows: `V2_…-at_…`, or the id of the PAT. */
  readonly id: string
  readonly user: User
  /** The application, or the login name of a service user; empty for a PAT. */
  readonly clientId: string
  readonly sessionId?: string
  readonly scope: readonly string[]
  readonly audience: readonly string[]
  readonly methods: LinkedSession['methods']
  readonly authTime?: number
  readonly createdAt: number
  readonly expiresAt: number
}

type Context = Pick<RequestContext, 'instance' | 'issuer' | 'now'>

/**
 * Reads a PAT, an opaque access token or a JWT access token, and finds out whether it lives: newest of its grant, not over, not revoked,
 * its session not ended since, its user enabled (contract 6.8). The lifetime of the session plays no part, nor does the application's state.
 */
export async function loadAccessToken(token: string, context: Context): Promise<LiveToken | undefined> {
  const read = await readToken(token, context)
  return read && liveTokenOf(read, context)
}

/** What an opaque token of any kind says, or what a JWT access token of ours names. */
export async function readToken(token: string, context: Context): Promise<TokenText | undefined> {
  const text = (await decryptOpaque(context.instance.tokenKey, token)) ?? (await textOfJwt(token, context))
  return text === undefined ? undefined : readTokenText(text)
}

/** The access token or PAT that was read, if it lives; nothing for the other kinds. */
export function liveTokenOf(read: TokenText, context: Context): LiveToken | undefined {
  if (read.kind === 'access_token') return liveAccessToken(read, context)
  if (read.kind === 'pat') return livePat(read, context)
  return undefined
}

/** A JWT names its token by `jti` and `sub`; whether it lives is looked up just the same. */
async function textOfJwt(token: string, { instance, issuer, now }: Context): Promise<string | undefined> {
  const jwt = await verifyOwnJwt(instance, issuer, token)
  if (!('verified' in jwt)) return undefined
  const { jti, sub, exp } = jwt.verified
  if (typeof jti !== 'string' || typeof sub !== 'string' || typeof exp !== 'number') return undefined
  return exp * 1000 > now ? `${jti}:${sub}` : undefined
}

function liveAccessToken(
  read: { readonly oidcSessionId: string; readonly tokenId: string; readonly userId: string },
  { instance, now }: Context,
): LiveToken | undefined {
  const grant = instance.oidcSessions.get(read.oidcSessionId)
  const token = grant?.accessToken
  const user = instance.users.get(read.userId)
  if (!grant || !token || token.id !== read.tokenId || grant.userId !== read.userId) return undefined
  if (token.revoked || token.expiresAt <= now || !isEnabled(user)) return undefined
  if (token.outlivesSession !== true && hasEndedSession(instance, grant)) return undefined
  return {
    kind: 'access_token',
    id: `${grant.id}-${token.id}`,
    user,
    clientId: grant.clientId,
    ...(grant.sessionId === undefined ? {} : { sessionId: grant.sessionId }),
    scope: grant.scope,
    audience: grant.audience,
    methods: grant.methods,
    ...(grant.authTime === undefined ? {} : { authTime: grant.authTime }),
    createdAt: token.createdAt,
    expiresAt: token.expiresAt,
  }
}

/** Whether the ZITADEL session behind a grant was ended; a grant without one has none to end. */
export function hasEndedSession(instance: Instance, grant: OidcSession): boolean {
  if (grant.sessionId === undefined) return false
  return instance.sessions.get(grant.sessionId)?.state !== 'active'
}

function livePat(
  read: { readonly tokenId: string; readonly userId: string },
  { instance, now }: Context,
): LiveToken | undefined {
  const user = instance.users.get(read.userId)
  const pat = user?.machine?.pats.get(read.tokenId)
  if (!isEnabled(user) || !pat || pat.expiresAt <= now) return undefined
  return {
    kind: 'pat',
    id: read.tokenId,
    user,
    clientId: '',
    scope: pat.scopes,
    audience: [],
    methods: [],
    createdAt: pat.createdAt,
    expiresAt: pat.expiresAt,
  }
}
