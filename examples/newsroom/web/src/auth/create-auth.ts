import type { Attempt, Postern, Session, SessionEnd } from '@postern/browser'
import { createPostern } from '@postern/browser'
import type { Auth, AuthNotice, AuthState } from './auth.ts'
import { errorText } from './error-text.ts'
import { createOwnSessions } from './own-sessions.ts'
import { personOf } from './person.ts'

/** The room's own side of `Auth`: what its form uses and nobody else. */
export interface FormAuth extends Auth {
  readonly beginLogin: () => Promise<Attempt>
  readonly closeForm: () => void
}

const endTexts: Readonly<Record<SessionEnd, string>> = {
  expired: 'Your session has ended, so your own pages are closed. The public news stay open.',
  logged_out_elsewhere: 'You logged out in another tab, so you are logged out here as well.',
}

/** Builds the room. The session lives on the server; here is only what the pages show of it. */
export function createAuth(postern: Postern = createPostern(), origin: string = location.origin): FormAuth {
  let state: AuthState = { status: 'asking', person: null, story: null, notice: null, isFormOpen: false }
  const listeners = new Set<() => void>()

  const change = (part: Partial<AuthState>) => {
    state = { ...state, ...part }
    for (const listener of Array.from(listeners)) listener()
  }
  const notify = (tone: AuthNotice['tone'], text: string, offersLogin: boolean) =>
    change({ notice: { tone, text, offersLogin } })

  postern.subscribe((session) => change(session === null ? loggedOut : loggedIn(session, origin, state)))
  postern.onSessionEnded((end) => notify('info', endTexts[end], true))

  const refresh = async () => {
    try {
      await postern.session()
    } catch {
      // Who reads stays as it was known; news for everyone need no answer.
    }
    if (state.status === 'asking') change(loggedOut)
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    api: (path, init) => postern.api(path, init),
    sessions: createOwnSessions(postern, { refresh, notify }),
    logIn: () => change({ isFormOpen: true, notice: null }),
    closeForm: () => change({ isFormOpen: false }),
    beginLogin: () => postern.login(),
    async logOut() {
      try {
        await postern.logout()
        notify('info', 'You are logged out. See you soon.', false)
      } catch (error) {
        notify('error', `You are still logged in: ${errorText(error).text}`, false)
      }
    },
    dismissNotice: () => change({ notice: null }),
    refresh,
  }
}

const loggedOut = { status: 'out', person: null, story: null } as const

/** The form closes with the login, also with one in another tab; what was said before it is of the past. */
const loggedIn = (session: Session, origin: string, before: AuthState): Partial<AuthState> => ({
  status: 'in',
  person: personOf(session, origin),
  story: {
    steps: session.login.steps,
    methods: session.methods,
    createdAt: session.createdAt,
    expiresAt: session.expiresAt,
  },
  ...(before.status !== 'in' && { notice: null, isFormOpen: false }),
})
