import { totpCode } from '@postern/testkit'
import type { Browser } from '../support/browser.ts'
import type { Town } from './town.ts'

/** What a user does in one day: every step of a login, its refusals, its use, its renewal, its replacement and its end. */
export interface StoryTeller {
  /** Goes on until everything is done or the mishap has happened and the request under way is over. */
  tell(): Promise<void>
  /** What the user can know at the end. */
  readonly known: {
    /** Session cookies that were given out, and those that a complete answer has ended. */
    readonly given: readonly string[]
    readonly ended: readonly string[]
  }
  readonly browser: Browser
  /** The status of a whole login of somebody in a new browser. */
  logInAgain(): Promise<number>
}

const sessionCookie = '__Host-postern'

export function storyOf(town: Town): StoryTeller {
  const browser = town.browser()
  const given: string[] = []
  const ended: string[] = []
  const user = (name: string) => {
    const found = town.zitadel.seeded.users.find(({ loginName }) => loginName.startsWith(name))
    if (found === undefined) throw new Error(`no user ${name} in the seed`)
    return found
  }
  const reader = user('mini')
  const careful = user('totp')

  /** Does one thing and notes the session cookie that it gave. */
  const act = async (what: () => Promise<{ readonly status: number }>): Promise<void> => {
    const before = browser.cookies.get(sessionCookie)
    await what()
    const after = browser.cookies.get(sessionCookie)
    if (after !== before && after !== undefined) given.push(after)
  }

  /** The same for what ends the session from before, if its answer came: every cookie that was given until then. */
  const actAndEnd = async (what: () => Promise<{ readonly status: number }>): Promise<void> => {
    const before = [...given]
    const old = browser.cookies.get(sessionCookie)
    await act(what)
    if (browser.cookies.get(sessionCookie) !== old) ended.push(...before)
  }
  const password = ({ loginName, password }: { loginName: string; password: string }) =>
    browser.prove({ method: 'password', loginName, password })

  const deeds: readonly (() => Promise<void>)[] = [
    () => act(() => browser.begin()),
    () => act(() => password({ loginName: careful.loginName, password: 'not the password' })),
    () => act(() => password(careful)),
    () => act(() => browser.prove({ method: 'totp', code: totpCode(careful.totpSecret ?? '', town.now()) })),
    () => act(() => browser.send({ path: '/api/feed' })),
    // The access token comes to its end: the next use renews it.
    async () => town.advance(11.9 * 3_600_000),
    () => act(() => browser.send({ path: '/api/feed' })),
    () => untilRenewed(town, browser),
    // Another user in the same browser, and one who changes his mind.
    () => act(() => browser.begin()),
    () => actAndEnd(() => password(reader)),
    () => act(() => browser.begin()),
    () => act(() => password(careful)),
    () =>
      act(() =>
        browser.send({
          method: 'DELETE',
          path: '/auth/login',
          headers: { 'postern-attempt': browser.attempt },
        }),
      ),
    () => actAndEnd(() => browser.logOut()),
  ]

  return {
    browser,
    known: { given, ended },
    async tell() {
      for (const deed of deeds) {
        await deed()
        if (town.hasHappened()) return
      }
    },
    logInAgain: async () => (await town.browser().logIn(reader)).status,
  }
}

/** Nobody waits for a renewal while the old token lives; the story goes on when the service sees another one. */
async function untilRenewed(town: Town, browser: Browser): Promise<void> {
  const old = town.tokensAtService.at(-1)
  for (let tries = 0; tries < 200 && !town.hasHappened(); tries += 1) {
    await browser.send({ path: '/api/feed' })
    if (town.tokensAtService.at(-1) !== old) return
  }
}
