import type { Attempt, Postern, Session, SessionEnd } from '@postern/browser'
import { createPostern } from '@postern/browser'
import type { Auth, AuthNotice, AuthState } from '../auth.ts'
import { observedState } from '../observed-state.ts'
import { personOf } from '../person.ts'
import { errorText } from './error-text.ts'
import { createOwnSessions } from './own-sessions.ts'

/** The room's own side of `Auth`: what its form uses and nobody else. */
export interface FormAuth extends Auth {
  readonly state: () => FormState
  readonly beginLogin: () => Promise<Attempt>
  readonly closeForm: () => void
}

export interface FormState extends AuthState {
  readonly isFormOpen: boolean
}

const endTexts: Readonly<Record<SessionEnd, string>> = {
  expired: 'Your session has ended, so your own pages are closed. The public news stay open.',
  logged_out_elsewhere: 'You logged out in another tab, so you are logged out here as well.',
}

/** Builds the room. The session lives on the server; here is only what the pages show of it. */
export function createAuth(
  postern: Postern = createPostern(),
  origin: string = location.origin,
  otherForm: string | null = null,
): FormAuth {
  const { state, subscribe, change } = observedState<FormState>({
    status: 'asking',
    person: null,
    story: null,
    notice: null,
    isFormOpen: false,
  })
  const notify = (tone: AuthNotice['tone'], text: string, offersLogin: boolean) =>
    change({ notice: { tone, text, offersLogin } })

  postern.subscribe((session) => change(session === null ? loggedOut : loggedIn(session, origin, state())))
  postern.onSessionEnded((end) => notify('info', endTexts[end], true))

  const refresh = async () => {
    try {
      await postern.session()
    } catch {
      // Who reads stays as it was known; news for everyone need no answer.
    }
    if (state().status === 'asking') change(loggedOut)
  }

  return {
    form: 'tokens_on_the_server',
    otherForm,
    state,
    subscribe,
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
const loggedIn = (session: Session, origin: string, before: AuthState): Partial<FormState> => ({
  status: 'in',
  person: personOf(session, [origin]),
  story: {
    steps: session.login.steps,
    methods: session.methods,
    createdAt: session.createdAt,
    expiresAt: session.expiresAt,
  },
  ...(before.status !== 'in' && { notice: null, isFormOpen: false }),
})
