import type { ApiInit } from './api.ts'
import { callApi } from './api.ts'
import type { Attempt, LoginOptions } from './attempt.ts'
import { beginAttempt } from './attempt.ts'
import { isObject } from './is-object.ts'
import { type OwnSession, parseOwnSessions } from './own-session.ts'
import { PosternError } from './postern-error.ts'
import type { Session } from './session.ts'
import { parseSession } from './session.ts'
import type { SessionEnd } from './session-state.ts'
import { createSessionState } from './session-state.ts'
import type { Surroundings } from './surroundings.ts'
import { pageSurroundings } from './surroundings.ts'
import type { TabNotice } from './tabs.ts'
import { createTabs } from './tabs.ts'
import { unreadable } from './unreadable.ts'
import { createWire } from './wire.ts'

/**
 * The page's side of the gateway. Sees no token, keeps nothing in web storage, calls no other origin (RT-7). Every method rejects
 * with a `PosternError`.
 */
export interface Postern {
  /** Asks the gateway who is logged in; `null` is nobody. Questions asked at the same time are one request. */
  session(): Promise<Session | null>
  /** What was last heard, without asking; `undefined` before the first answer. */
  lastSession(): Session | null | undefined
  /** Begins a login. */
  login(options?: LoginOptions): Promise<Attempt>
  /** Ends the session here, at the gateway and in the other tabs. A session that was already over counts as ended. */
  logout(): Promise<void>
  /** Where the user is logged in, the session used last first. */
  sessions(): Promise<readonly OwnSession[]>
  /** Ends one of them; this page's own is a logout. */
  endSession(session: Pick<OwnSession, 'id' | 'current'>): Promise<void>
  /** Ends all of the user's sessions, this one too. Unlike `logout`, it rejects when this one was already over: the others were not ended. */
  logoutEverywhere(): Promise<void>
  /**
   * `fetch` with the header that the gateway demands. Resolves with any answer, whatever its status.
   *
   * @throws PosternError OTHER_ORIGIN_REFUSED (before anything is sent), SESSION_ENDED, GATEWAY_UNREACHABLE
   */
  api(path: string | URL, init?: ApiInit): Promise<Response>
  /** Tells of every change of the session, in this tab or another. Gives the function that ends the subscription. */
  subscribe(listener: (session: Session | null) => void): () => void
  /** Tells when a session ended without `logout()` in this page. */
  onSessionEnded(listener: (end: SessionEnd) => void): () => void
  /** Stops listening to other tabs. */
  close(): void
}

/**
 * Makes the client. Everything left out is taken from the page.
 *
 * ```ts
 * import { createPostern } from '@postern/browser'
 *
 * const postern = createPostern()
 * const session = await postern.session()
 * ```
 *
 * @throws PosternError OTHER_ORIGIN_REFUSED when `base` is not on the page's origin
 */
export function createPostern(given: Surroundings = {}): Postern {
  const { fetch, base, origin, channel } = pageSurroundings(given)
  const wire = createWire(fetch, origin, base)
  const state = createSessionState()
  let leaving = false
  let ending: Promise<void> = Promise.resolve()
  let asking: { readonly version: number; readonly answer: Promise<Session | null> } | null = null

  const ask = async (): Promise<Session | null> => {
    const askedAt = state.version()
    const answer = await wire.auth('/session', { method: 'GET' })
    if (!isObject(answer) || answer['session'] === undefined) throw unreadable('who is logged in')
    return state.learn(parseSession(answer['session']), askedAt, leaving ? undefined : 'expired')
  }

  const session = (): Promise<Session | null> => {
    // A question from before the last change must not answer one from after it.
    if (asking?.version === state.version()) return asking.answer
    const mine = { version: state.version(), answer: ask().finally(() => asking === mine && (asking = null)) }
    asking = mine
    return mine.answer
  }

  const hear = (notice: TabNotice) => {
    // What is private disappears at once; who came in stands in the gateway's answer, never in the notice.
    if (notice === 'logged_out') return state.change(null, 'logged_out_elsewhere')
    state.outdate()
    session().catch(() => undefined)
  }
  const tabs = createTabs(channel, hear)

  const left = () => {
    state.change(null)
    tabs.tell('logged_out')
  }

  const leave = async (path: string): Promise<void> => {
    // A call that meets its 401 meanwhile is no surprise to the user who just asked for the end.
    leaving = true
    try {
      await wire.auth(path, { method: 'DELETE' })
    } finally {
      leaving = false
    }
    left()
  }

  return {
    session,
    lastSession: state.current,
    async login(options = {}) {
      // One pre-login cookie per browser: a late end of the attempt before must not take the cookie of this one with it.
      await ending
      return beginAttempt(wire, options, {
        finished(began) {
          state.change(began)
          tabs.tell('logged_in')
        },
        cancelling(end) {
          ending = end
        },
      })
    },
    async logout() {
      try {
        await leave('/session')
      } catch (error) {
        if (!(error instanceof PosternError && error.status === 401)) throw error
        left()
      }
    },
    async sessions() {
      return parseOwnSessions(await wire.auth('/sessions', { method: 'GET' }))
    },
    async endSession({ id, current }) {
      const path = `/sessions/${encodeURIComponent(id)}`
      if (current) await leave(path)
      else await wire.auth(path, { method: 'DELETE' })
    },
    logoutEverywhere: () => leave('/sessions'),
    api: (path, init = {}) => callApi(wire, session, path, init),
    subscribe: state.subscribe,
    onSessionEnded: state.onSessionEnded,
    close: tabs.close,
  }
}
