import { InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts'
import type { AuthForm } from '../auth.ts'
import type { BrowserConfiguration } from '../configuration.ts'
import { callbackPath, createAuth } from './create-auth.ts'
import { AuthError } from './errors.ts'
import { managerSettings } from './manager-settings.ts'
import { tabMemory } from './tab-memory.ts'
import { openTabs } from './tabs.ts'

/**
 * The page logs in by itself at ZITADEL's login page, and keeps the tokens.
 *
 * @throws AuthError `PLACE_INSECURE`
 */
export function tokensInTheBrowser(configuration: BrowserConfiguration): AuthForm {
  if (!isSecureContext) throw new AuthError('PLACE_INSECURE')
  const name = `newsroom ${configuration.issuer} ${configuration.clientId}`
  const { origin } = location
  const manager = new UserManager(
    managerSettings(configuration, {
      redirectUri: `${origin}${callbackPath}`,
      afterLogout: `${origin}/`,
      // Of one redirect, and of this tab alone: verifier, state and nonce.
      transactions: new WebStorageStateStore({ prefix: 'newsroom.transaction.', store: sessionStorage }),
      tokens: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    }),
  )
  const auth = createAuth({
    configuration,
    manager,
    openTabs: (own) =>
      openTabs({
        ...own,
        name,
        channel: new BroadcastChannel(name),
        locks: navigator.locks,
        newId: () => crypto.randomUUID(),
        wait: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
      }),
    memory: tabMemory(sessionStorage),
    origin,
    openedWith: new URL(location.href),
    path: () => location.pathname,
    showPath: (path) => history.replaceState(null, '', path),
    fetch: (input, init) => fetch(input, init),
    now: () => Date.now(),
  })
  return { auth, Overlay: null }
}
