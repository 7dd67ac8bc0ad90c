import type { User, UserManager } from 'oidc-client-ts'
import type { Auth, AuthState } from '../auth.ts'
import type { BrowserConfiguration } from '../configuration.ts'
import { observedState } from '../observed-state.ts'
import { personOf } from '../person.ts'
import { callApi } from './call-api.ts'
import { checkIdentity } from './check-identity.ts'
import { completeProfile } from './complete-profile.ts'
import { AuthError, type AuthErrorCode, authErrors, loginErrorOf } from './errors.ts'
import type { TabMemory } from './tab-memory.ts'
import type { Tabs, TabsDeps } from './tabs.ts'
import { createTokenKeeper, type EndReason } from './token-keeper.ts'

export interface BrowserAuthDeps {
  readonly configuration: BrowserConfiguration
  readonly manager: UserManager
  readonly openTabs: (own: Pick<TabsDeps, 'own' | 'onNews'>) => Tabs
  readonly memory: TabMemory
  /** The page's own origin. */
  readonly origin: string
  /** The address that the page was opened with. */
  readonly openedWith: URL
  /** The path that is shown now. */
  readonly path: () => string
  readonly showPath: (path: string) => void
  readonly fetch: typeof fetch
  readonly now: () => number
}

const nobody = { status: 'out', person: null } as const

/** Builds the room: the page is the OAuth client, public, with Authorization Code and PKCE (RFC 10017 §6.3). */
export function createAuth(deps: BrowserAuthDeps): Auth {
  const { configuration, manager, memory, now } = deps
  const { issuer, clientId, api } = configuration
  const { state, subscribe, change } = observedState<AuthState>({
    status: 'asking',
    person: null,
    story: null,
    notice: null,
  })
  const tell = (code: AuthErrorCode) => change({ notice: noticeOf(code, api.projectId) })

  const keeper = createTokenKeeper({
    manager,
    openTabs: deps.openTabs,
    now,
    onChange(user, reason) {
      memory.wasIn = user !== null
      if (user !== null)
        change({ status: 'in', person: personIn(user, [deps.origin, issuer]), ...hello(state()) })
      else change({ ...nobody, notice: reason === null ? null : endNotices[reason] })
    },
  })

  /** To ZITADEL and back; this page ends here. */
  const leave = async (place: string, more: { readonly prompt?: 'none' } = {}) => {
    memory.rememberPlace(place)
    await manager.signinRedirect(more)
  }

  const finishLogin = async (answer: URL) => {
    const begun = await manager.settings.stateStore.get(answer.searchParams.get('state') ?? '')
    if (begun === null) throw new AuthError('LOGIN_UNKNOWN')
    const user = await manager.signinRedirectCallback(answer.href)
    checkIdentity(user, issuer, clientId, now())
    await keeper.take(await completeProfile(user, manager.metadataService, deps.fetch))
  }

  const begin = async () => {
    try {
      if (answer === 'login') return await finishLogin(deps.openedWith)
      if (answer === 'logout') return change({ ...nobody, notice: endNotices.logged_out })
      await keeper.takeFromOthers()
      // Memory does not outlive a reload. The reader is asked for nothing: ZITADEL knows them, and says so by a redirect.
      if (keeper.user() === null && memory.wasIn) return await leave(deps.path(), { prompt: 'none' })
    } catch (cause) {
      const { code } = loginErrorOf(cause)
      // Asked once: only what was not heard may be asked again.
      memory.wasIn = memory.wasIn && code === 'ISSUER_UNREACHABLE'
      await manager.removeUser()
      tell(code)
    }
    if (state().status === 'asking') change(nobody)
  }

  const answer = answerIn(deps.openedWith)
  // At once: a code stands in the address bar no longer than it takes to read it.
  if (answer !== null) deps.showPath(memory.takePlace())
  let beginning: Promise<void> | null = null

  /** A renewal that nobody asked for, a minute before the end; it fails quietly, for the next call tries again. */
  manager.events.addAccessTokenExpiring(() => {
    const user = keeper.user()
    if (user?.refresh_token !== undefined) keeper.renew(user).catch(() => {})
  })

  const call = callApi({ api, user: keeper.user, renew: keeper.renew, fetch: deps.fetch, now })

  return {
    form: 'tokens_in_the_browser',
    otherForm: configuration.otherForm,
    state,
    subscribe,
    async api(path, init) {
      try {
        return await call(path, init)
      } catch (error) {
        // An end of the login has said so itself.
        if (error instanceof AuthError && isAboutToken(error.code)) tell(error.code)
        throw error
      }
    },
    sessions: null,
    logIn() {
      const path = deps.path()
      leave(path === '/' ? '/for-you' : path).catch(() => tell('ISSUER_UNREACHABLE'))
    },
    async logOut() {
      const idToken = keeper.user()?.id_token
      try {
        await keeper.end()
        // The session at ZITADEL ends by its own address, which leads back here; `state` says that it did.
        await manager.signoutRedirect({ state: {}, ...(idToken !== undefined && { id_token_hint: idToken }) })
      } catch {
        const text = state().status === 'in' ? authTexts.stillIn : authTexts.onlyHere
        change({ notice: { tone: 'error', text, offersLogin: false } })
      }
    },
    dismissNotice: () => change({ notice: null }),
    refresh: () => (beginning ??= begin()),
  }
}

/** Which answer of ZITADEL the page was opened with. */
function answerIn({ pathname, searchParams }: URL): 'login' | 'logout' | null {
  if (!searchParams.has('state')) return null
  if (pathname === callbackPath) return 'login'
  return pathname === '/' ? 'logout' : null
}

export const callbackPath = '/callback'

const authTexts = {
  stillIn: 'You are still logged in: ZITADEL cannot be reached at the moment. Please try again in a minute.',
  onlyHere:
    'You are logged out here. ZITADEL could not be reached, so your login there may go on: log in and out again later.',
} as const

const personIn = ({ profile }: User, origins: readonly [string, string]): AuthState['person'] =>
  personOf(
    {
      name: profile.name ?? null,
      loginName: profile.preferred_username ?? null,
      picture: profile.picture ?? null,
    },
    origins,
  )

/** What was said before a login is of the past. */
const hello = ({ status }: AuthState): Partial<AuthState> => (status === 'in' ? {} : { notice: null })

const isAboutToken = (code: AuthErrorCode): boolean => code === 'TOKEN_FOREIGN' || code === 'TOKEN_REFUSED'

function noticeOf(code: AuthErrorCode, projectId: string): AuthState['notice'] {
  const text = authErrors[code].notice.replace('{scope}', `urn:zitadel:iam:org:project:id:${projectId}:aud`)
  return { tone: 'error', text, offersLogin: !isAboutToken(code) && code !== 'LOGIN_REFUSED' }
}

const endNotices: Readonly<Record<EndReason, AuthState['notice']>> = {
  logged_out: { tone: 'info', text: 'You are logged out. See you soon.', offersLogin: false },
  logged_out_elsewhere: {
    tone: 'info',
    text: 'You logged out in another tab, so you are logged out here as well.',
    offersLogin: true,
  },
  expired: { tone: 'info', text: authErrors.LOGIN_EXPIRED.notice, offersLogin: true },
}
