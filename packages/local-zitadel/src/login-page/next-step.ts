import type { AuthRequest } from '../state/model.ts'
import type { Barrier, KnownSession } from './known-session.ts'

/** What a login needs next. */
export type Step =
  | { readonly kind: 'name'; readonly loginName: string }
  | { readonly kind: 'password'; readonly loginName: string }
  | { readonly kind: 'totp'; readonly session: KnownSession }
  | { readonly kind: 'accounts'; readonly sessions: readonly KnownSession[] }
  | { readonly kind: 'blocked'; readonly session: KnownSession; readonly barrier: Barrier }
  | { readonly kind: 'finish'; readonly session: KnownSession }
  | { readonly kind: 'refuse'; readonly refusal: 'login_required' | 'interaction_required' }

export interface LoginState {
  readonly authRequest: Pick<
    AuthRequest,
    'createdAt' | 'prompt' | 'maxAgeSeconds' | 'loginHint' | 'hintUserId' | 'requiredOrganizationId'
  >
  /** Login name of the user whom an id_token_hint names. */
  readonly hintedLoginName: string | undefined
  readonly sessions: readonly KnownSession[]
  /** Whom the user said to be in this login; empty: somebody who is not known here. */
  readonly asked: string | undefined
  readonly now: number
}

/**
 * What comes next, from what is known alone (OpenID Connect Core §3.1.2.1). An application that forbids to ask gets an error instead of a
 * form.
 */
export function nextStep(state: LoginState): Step {
  const { authRequest, asked } = state
  if (authRequest.prompt.includes('none')) return withoutAsking(state)
  if (asked !== undefined) return asked === '' ? { kind: 'name', loginName: '' } : stepOf(state, asked)
  const fitting = fittingSessions(state)
  const hinted = state.hintedLoginName ?? typedHint(authRequest.loginHint)
  if (authRequest.prompt.includes('select_account'))
    return fitting.length === 0
      ? { kind: 'name', loginName: hinted ?? '' }
      : { kind: 'accounts', sessions: fitting }
  const done = fitting.find((session) => missing(state, session) === undefined)
  if (done !== undefined) return { kind: 'finish', session: done }
  const likely = hinted ?? fitting[0]?.loginName
  return likely === undefined ? { kind: 'name', loginName: '' } : stepOf(state, likely)
}

function withoutAsking(state: LoginState): Step {
  const fitting = fittingSessions(state)
  const done = fitting.find((session) => missing(state, session) === undefined)
  if (done !== undefined) return { kind: 'finish', session: done }
  const known = fitting.some((session) => missing(state, session) !== 'password')
  return { kind: 'refuse', refusal: known ? 'interaction_required' : 'login_required' }
}

function stepOf(state: LoginState, loginName: string): Step {
  const session = state.sessions.find((one) => isSameName(one.loginName, loginName))
  if (session === undefined) return { kind: 'password', loginName }
  const lacks = missing(state, session)
  if (lacks === undefined) return { kind: 'finish', session }
  if (lacks === 'password') return { kind: 'password', loginName: session.loginName }
  return lacks === 'totp' ? { kind: 'totp', session } : { kind: 'blocked', session, barrier: lacks }
}

function missing(state: LoginState, session: KnownSession): 'password' | 'totp' | Barrier | undefined {
  if (!isFresh(state, session.passwordCheckedAt)) return 'password'
  if (session.barrier !== undefined) return session.barrier
  return session.hasTotp && !isFresh(state, session.totpCheckedAt) ? 'totp' : undefined
}

/**
 * A check counts when it is not older than `max_age`, or was made since the application asked: whoever types slowly is not asked in a
 * circle. `prompt=login` is stored as a maximum age of zero (contract 4.6).
 */
function isFresh({ authRequest, now }: LoginState, checkedAt: number | undefined): boolean {
  if (checkedAt === undefined) return false
  const { maxAgeSeconds, createdAt } = authRequest
  return maxAgeSeconds === undefined || checkedAt >= Math.min(createdAt, now - maxAgeSeconds * 1000)
}

/** The sessions that the application's hints and scopes leave. */
function fittingSessions({ authRequest, sessions }: LoginState): readonly KnownSession[] {
  const { hintUserId, loginHint, requiredOrganizationId } = authRequest
  const named = hintUserId === undefined ? typedHint(loginHint) : undefined
  return sessions.filter(
    (session) =>
      (hintUserId === undefined || session.userId === hintUserId) &&
      (named === undefined || isSameName(session.loginName, named)) &&
      (requiredOrganizationId === undefined || session.organizationId === requiredOrganizationId),
  )
}

/** A hint that may be a login name; a longer one is none. */
function typedHint(loginHint: string | undefined): string | undefined {
  return loginHint === undefined || loginHint.trim() === '' || loginHint.length > longestName
    ? undefined
    : loginHint
}

/** What ZITADEL takes as a login name at most (contract 3.2). */
export const longestName = 200

export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
