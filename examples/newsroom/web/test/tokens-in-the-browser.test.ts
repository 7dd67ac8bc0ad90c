import { defaultSeed, type LocalZitadel, startLocalZitadel } from '@postern/local-zitadel'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { BrowserConfiguration } from '../src/auth/configuration.ts'
import { logInAt } from './at-zitadel.ts'
import { aBrowser, api, origin, until } from './some-tabs.ts'

const halfDayMs = 12 * 3_600_000

describe('a page that keeps its tokens', () => {
  let zitadel: LocalZitadel
  let browser: ReturnType<typeof aBrowser> | undefined

  beforeAll(async () => {
    zitadel = await startLocalZitadel({ seed: aSeed() })
  })
  afterAll(() => zitadel.close())
  afterEach(() => {
    browser?.close()
    zitadel.faults.clear()
    vi.restoreAllMocks()
  })

  /** Both applications; the userinfo stands in the ID token of the newsroom's only. */
  function aSeed() {
    const seed = defaultSeed({ browserApplication: origin })
    for (const application of seed.otherProjects?.[0]?.applications ?? [])
      if (application.type === 'oidc') application.idTokenUserinfoAssertion = false
    return seed
  }

  function aConfiguration(
    application = 'newsroom-spa',
    scopes: readonly string[] = [],
  ): BrowserConfiguration {
    const known = (name: string) => zitadel.seeded.applications.find((one) => one.name === name)
    return {
      form: 'tokens_in_the_browser',
      issuer: zitadel.issuer,
      clientId: known(application)?.clientId ?? '',
      scopes: ['openid', 'profile', 'email', 'offline_access', ...scopes],
      api: { origin: api, projectId: known('newsroom-api')?.projectId ?? '' },
      otherForm: null,
    }
  }

  const open = (configuration = aConfiguration(), options: Parameters<typeof aBrowser>[2] = {}) =>
    (browser = aBrowser(zitadel, configuration, options))

  async function loggedIn({ aTab }: ReturnType<typeof aBrowser>, name = 'mini') {
    const tab = aTab()
    const before = await tab.open(`${origin}/`)
    before.auth.logIn()
    await until(() => before.left.length > 0)
    before.close()
    const page = await tab.open(await logInAt(zitadel, before.left[0] ?? '', name))
    expect(page.auth.state()).toMatchObject({ status: 'in', notice: null })
    return { tab, page, authorization: new URL(before.left[0] ?? '') }
  }

  /** Counts refresh tokens that reach ZITADEL. */
  function watchRefreshes() {
    const watched = vi.spyOn(globalThis, 'fetch')
    return () =>
      watched.mock.calls.filter(([, init]) => String(init?.body).includes('grant_type=refresh_token')).length
  }

  it('begins by Authorization Code with PKCE and state, and shows no code in its address (AUTHZ-2)', async () => {
    const { page, authorization } = await loggedIn(open())
    expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/.{16}/),
      scope: 'openid profile email offline_access',
    })
    expect(page.path()).toBe('/for-you')
  })

  it('greets by the ID token, without asking the userinfo endpoint', async () => {
    const { asked, ...rest } = open()
    const { page } = await loggedIn({ asked, ...rest })
    expect(page.auth.state().person).toMatchObject({ name: 'Mini Reader', initials: 'MR' })
    expect(asked.filter((call) => call.includes('userinfo'))).toEqual([])
  })

  it('asks the userinfo endpoint where the ID token has no name, and remembers it over a renewal', async () => {
    const opened = open(
      aConfiguration('reading-room-spa', [
        `urn:zitadel:iam:org:project:id:${aConfiguration().api.projectId}:aud`,
      ]),
    )
    const { page } = await loggedIn(opened)
    expect(page.auth.state().person).toMatchObject({ name: 'Mini Reader' })
    expect(opened.asked.filter((call) => call.includes('userinfo'))).toHaveLength(1)
    await revokeAccess()
    expect((await page.auth.api('/api/quote')).status).toBe(200)
    expect(page.auth.state().person).toMatchObject({ name: 'Mini Reader' })
  })

  it('sends the token to the API and to nobody else, whatever path it is given', async () => {
    const { page } = await loggedIn(open())
    expect((await page.auth.api('/api/quote')).status).toBe(200)
    for (const path of ['//evil.example/api', 'https://evil.example/api', '/\\evil.example', 'api/quote'])
      await expect(page.auth.api(path)).rejects.toThrow(TypeError)
    expect(browser?.asked.filter((call) => call.includes('evil'))).toEqual([])
  })

  it('keeps nothing in the storage of the tab but that it was logged in', async () => {
    const { tab } = await loggedIn(open())
    expect(Object.fromEntries(keysOf(tab.session))).toEqual({ 'newsroom.was-in': '1' })
  })

  it.each([
    ['access_denied', 'cancelled', true],
    ['server_error', 'cannot be reached', true],
    ['invalid_scope', 'refused to begin', false],
  ])('says in words what to do when ZITADEL answers %s', async (error, words, offersLogin) => {
    const tab = open().aTab()
    const before = await tab.open(`${origin}/`)
    before.auth.logIn()
    await until(() => before.left.length > 0)
    const state = new URL(before.left[0] ?? '').searchParams.get('state')
    before.close()
    const { auth } = await tab.open(`${origin}/callback?error=${error}&state=${state}`)
    expect(auth.state()).toMatchObject({
      status: 'out',
      notice: { tone: 'error', text: expect.stringContaining(words), offersLogin },
    })
  })

  it('uses no answer to a login that this tab did not begin (AUTHZ-8)', async () => {
    const opened = open()
    const mine = opened.aTab()
    const before = await mine.open(`${origin}/`)
    before.auth.logIn()
    await until(() => before.left.length > 0)
    const stolen = await logInAt(zitadel, before.left[0] ?? '', 'mini')
    const refreshes = vi.spyOn(globalThis, 'fetch')
    const { auth, path } = await opened.aTab().open(stolen)
    expect(auth.state()).toMatchObject({
      status: 'out',
      notice: { text: expect.stringContaining('another tab') },
    })
    expect(refreshes.mock.calls.filter(([url]) => String(url).includes('/oauth/v2/token'))).toEqual([])
    expect(path()).toBe('/')
  })

  it('takes no ID token that is over by its own clock', async () => {
    const tab = open(aConfiguration(), { now: () => Date.now() + 2 * halfDayMs }).aTab()
    const before = await tab.open(`${origin}/`)
    before.auth.logIn()
    await until(() => before.left.length > 0)
    const { auth } = await tab.open(await logInAt(zitadel, before.left[0] ?? '', 'mini'))
    expect(auth.state()).toMatchObject({
      status: 'out',
      notice: { text: expect.stringContaining('thrown away') },
    })
  })

  it('is logged in in another tab as soon as that is opened, without ZITADEL', async () => {
    const opened = open()
    await loggedIn(opened)
    const second = await opened.aTab().open(`${origin}/for-you`)
    expect(second.auth.state()).toMatchObject({ status: 'in', person: { name: 'Mini Reader' } })
    expect(second.left).toEqual([])
  })

  it('goes to ZITADEL once after a reload, asks for no form, and is where it was', async () => {
    const opened = open()
    const { tab, page } = await loggedIn(opened)
    page.close()
    const reloaded = await tab.open(`${origin}/your-sessions`)
    const [address = ''] = reloaded.left
    expect(new URL(address).searchParams.get('prompt')).toBe('none')
    reloaded.close()
    const state = new URL(address).searchParams.get('state')
    const back = await tab.open(`${origin}/callback?error=login_required&state=${state}`)
    expect(back.path()).toBe('/your-sessions')
    expect(back.auth.state()).toMatchObject({
      status: 'out',
      notice: { text: expect.stringContaining('has ended') },
    })
    back.close()
    const again = await tab.open(`${origin}/`)
    expect([again.left, again.auth.state().status]).toEqual([[], 'out'])
  })

  it('renews once for all calls of all tabs, and all of them go on (RT-2)', async () => {
    let later = 0
    const opened = open(aConfiguration(), { now: () => Date.now() + later })
    const { page } = await loggedIn(opened)
    const second = await opened.aTab().open(`${origin}/`)
    later = halfDayMs
    const refreshes = watchRefreshes()
    // The new token is as old for that clock, so it comes back for those who ask afterwards.
    const calls = [page, second, page, second].map(({ auth }) => auth.api('/api/quote'))
    later = 0
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(refreshes()).toBe(1)
  })

  it('takes what another tab got under the lock, though the news of it never came (RT-2)', async () => {
    const opened = open(aConfiguration(), {
      hears: (message) => !JSON.stringify(message).startsWith('{"kind":"kept"'),
    })
    const { page } = await loggedIn(opened)
    const second = await opened.aTab().open(`${origin}/`)
    await revokeAccess()
    const refreshes = watchRefreshes()
    expect((await page.auth.api('/api/quote')).status).toBe(200)
    expect((await second.auth.api('/api/quote')).status).toBe(200)
    expect(refreshes()).toBe(1)
  })

  it('ends in all tabs when the refresh token is refused, and says so', async () => {
    const opened = open()
    const { page } = await loggedIn(opened)
    const second = await opened.aTab().open(`${origin}/`)
    await revokeRefresh()
    await expect(page.auth.api('/api/quote')).rejects.toMatchObject({
      code: 'LOGIN_EXPIRED',
      title: expect.any(String),
    })
    await until(() => second.auth.state().status === 'out')
    for (const { auth } of [page, second])
      expect(auth.state()).toMatchObject({
        status: 'out',
        notice: { text: expect.stringContaining('expired') },
      })
  })

  it('stays logged in when ZITADEL does not answer a renewal, and renews at the next call', async () => {
    const { page } = await loggedIn(open())
    await revokeAccess()
    zitadel.faults.next('POST /oauth/v2/token', { lose: 'before' })
    await expect(page.auth.api('/api/quote')).rejects.toMatchObject({ code: 'ISSUER_UNREACHABLE' })
    expect(page.auth.state().status).toBe('in')
    expect((await page.auth.api('/api/quote')).status).toBe(200)
  })

  it('says which scope is missing when the API belongs to another project, and does not renew for it', async () => {
    const configuration = aConfiguration('reading-room-spa')
    const { page } = await loggedIn(open(configuration))
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('{}', { status: 401 }))
    await expect(page.auth.api('/api/quote')).rejects.toMatchObject({ code: 'TOKEN_FOREIGN' })
    expect(page.auth.state()).toMatchObject({
      status: 'in',
      notice: {
        text: expect.stringContaining(`urn:zitadel:iam:org:project:id:${configuration.api.projectId}:aud`),
      },
    })
  })

  it('logs out in all tabs, revokes the refresh token, and ends the session by its own address', async () => {
    const opened = open()
    const { page } = await loggedIn(opened)
    const second = await opened.aTab().open(`${origin}/`)
    const before = (await zitadel.inspect()).oidcSessions.filter(({ refreshToken }) => refreshToken).length
    void page.auth.logOut()
    await until(() => page.left.length > 0 && second.auth.state().status === 'out')
    const end = new URL(page.left[0] ?? '')
    expect(end.pathname).toBe('/oidc/v1/end_session')
    expect(end.searchParams.get('id_token_hint')).toMatch(/^eyJ/)
    expect(end.searchParams.get('post_logout_redirect_uri')).toBe(`${origin}/`)
    expect(second.auth.state()).toMatchObject({ notice: { text: expect.stringContaining('in another tab') } })
    expect((await zitadel.inspect()).oidcSessions.filter(({ refreshToken }) => refreshToken)).toHaveLength(
      before - 1,
    )
  })

  it('stays logged in, and says so, when ZITADEL does not hear of the log-out', async () => {
    const { page } = await loggedIn(open())
    zitadel.faults.next('POST /oauth/v2/revoke', { lose: 'before' })
    await page.auth.logOut()
    expect(page.auth.state()).toMatchObject({
      status: 'in',
      notice: { text: expect.stringContaining('still logged in') },
    })
  })

  it('shows another reader in all tabs when another one logs in', async () => {
    const opened = open()
    const { page } = await loggedIn(opened)
    await loggedIn(opened, 'editor')
    await until(() => page.auth.state().person?.givenName === 'Edda')
    expect(page.auth.state().status).toBe('in')
  })

  /** The tokens of the page that is open, asked for as a tab asks. */
  async function tokens() {
    const channel = new BroadcastChannel(`newsroom ${zitadel.issuer} ${browser?.clientId}`)
    const answer = new Promise<{ access_token: string; refresh_token: string }>((got) => {
      channel.addEventListener('message', ({ data }) => {
        const { kind, kept } = data as { kind: string; kept: { user: string } | null }
        if (kind === 'answer' && kept !== null) got(JSON.parse(kept.user))
      })
    })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    channel.postMessage({ kind: 'question', id: 'test' })
    const got = await answer
    channel.close()
    return got
  }
  const revoke = (token: string) =>
    fetch(`${zitadel.issuer}/oauth/v2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: browser?.clientId ?? '' }),
    })
  const revokeAccess = async () => revoke((await tokens()).access_token)
  const revokeRefresh = async () => revoke((await tokens()).refresh_token)
})

const keysOf = (storage: Storage): [string, string | null][] =>
  Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '').map((key) => [
    key,
    storage.getItem(key),
  ])
