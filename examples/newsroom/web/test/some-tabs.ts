import { type LocalZitadel } from '@postern/local-zitadel'
import { UserManager, WebStorageStateStore } from 'oidc-client-ts'
import type { Auth } from '../src/auth/auth.ts'
import type { BrowserConfiguration } from '../src/auth/configuration.ts'
import { createAuth } from '../src/auth/tokens-in-the-browser/create-auth.ts'
import { managerSettings } from '../src/auth/tokens-in-the-browser/manager-settings.ts'
import { tabMemory } from '../src/auth/tokens-in-the-browser/tab-memory.ts'
import { openTabs } from '../src/auth/tokens-in-the-browser/tabs.ts'
import { aLockManager } from './a-lock-manager.ts'
import { aStorage } from './a-storage.ts'

export const origin = 'http://localhost:3003'
export const api = 'http://api.localhost'

/** One opened page of a tab: the room with the library's own UserManager, and what it did to its tab. */
export interface OpenPage {
  readonly auth: Auth
  /** Where it went, one address for each redirect. */
  readonly left: string[]
  /** The path that it showed last. */
  readonly path: () => string
  readonly close: () => void
}

export interface Tab {
  readonly session: Storage
  /** Opens the page at an address, as a reload or a redirect does, and lets it begin. */
  readonly open: (address: string) => Promise<OpenPage>
}

/** A browser with tabs of this page, in this process: real channels, locks of the test's own. */
export function aBrowser(
  zitadel: LocalZitadel,
  configuration: BrowserConfiguration,
  { now = Date.now, hears = () => true }: { now?: () => number; hears?: (message: unknown) => boolean } = {},
) {
  const locks = aLockManager()
  const pages: OpenPage[] = []
  const asked: string[] = []

  /** The API takes what ZITADEL takes. Everything else goes where it goes. */
  const send: typeof fetch = async (input, init) => {
    const url = String(input)
    asked.push(`${init?.method ?? 'GET'} ${url}`)
    if (!url.startsWith(api)) return fetch(input, init)
    const { status } = await fetch(`${zitadel.issuer}/oidc/v1/userinfo`, {
      headers: { authorization: new Headers(init?.headers).get('authorization') ?? '' },
    })
    return new Response('{}', { status: status === 200 ? 200 : 401 })
  }

  const aTab = (): Tab => {
    const session = aStorage()
    return {
      session,
      async open(address) {
        const left: string[] = []
        let path = new URL(address).pathname
        const name = `newsroom ${configuration.issuer} ${configuration.clientId}`
        const channel = deafTo(new BroadcastChannel(name), hears)
        const manager = new UserManager(
          managerSettings(configuration, {
            redirectUri: `${origin}/callback`,
            afterLogout: `${origin}/`,
            transactions: new WebStorageStateStore({ store: session }),
            tokens: new WebStorageStateStore({ store: aStorage() }),
          }),
          // Away is away: the page does not go on.
          {
            prepare: async () => ({
              navigate: ({ url }) => {
                left.push(url)
                return new Promise<never>(() => {})
              },
              close: () => {},
            }),
            callback: async () => {},
          },
        )
        const held = locks.aPage()
        const auth = createAuth({
          configuration,
          manager,
          openTabs: (own) =>
            openTabs({
              ...own,
              name,
              channel,
              locks: held,
              newId: () => crypto.randomUUID(),
              wait: () => new Promise(() => {}),
            }),
          memory: tabMemory(session),
          origin,
          openedWith: new URL(address),
          path: () => path,
          showPath: (shown) => (path = shown),
          fetch: send,
          now,
        })
        const page: OpenPage = {
          auth,
          left,
          path: () => path,
          close() {
            channel.close()
            held.release()
          },
        }
        pages.push(page)
        // A page that leaves for ZITADEL does not come to an end of its beginning.
        await Promise.race([auth.refresh(), until(() => left.length > 0)])
        return page
      },
    }
  }

  return { aTab, asked, clientId: configuration.clientId, close: () => pages.forEach((page) => page.close()) }
}

/** A channel that does not hear everything. */
function deafTo(channel: BroadcastChannel, hears: (message: unknown) => boolean): BroadcastChannel {
  channel.addEventListener('message', (event) => hears(event.data) || event.stopImmediatePropagation())
  return channel
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((next) => setImmediate(next))
}
