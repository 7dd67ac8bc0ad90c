import type { Browser, BrowserContext, Page } from 'playwright-core'
import { totpCode } from '@postern/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hasBrowser } from './chromium.ts'
import { inABrowser } from './in-a-browser.ts'
import { sendLogin } from './log-in.ts'
import { type Newsroom, startNewsroom } from './newsroom.ts'

const halfDayMs = 13 * 3_600_000

describe.skipIf(!hasBrowser)('the newsroom with its tokens in the browser', () => {
  let newsroom: Newsroom
  let browser: Browser
  inABrowser(startNewsroom, (started) => ({ world: newsroom, browser } = started))

  it('logs in at ZITADEL by a redirect, greets by name, serves feed and quote, and leaves nothing in address and storage', async () => {
    const { page, context, complaints, sent } = await aVisit()
    await logIn(page)
    expect(new URL(page.url()).href).toBe(`${newsroom.browserApp}/for-you`)
    await page.getByRole('group', { name: 'Topics in your feed' }).getByRole('checkbox').first().click()
    await page.getByText('Saved.').waitFor()
    await quote(page)

    const bearers = sent.filter(({ authorization }) => authorization !== undefined)
    expect(new Set(bearers.map(({ url }) => new URL(url).pathname.split('/')[1]))).toEqual(new Set(['api']))
    const hosts = new Set(sent.map(({ url }) => new URL(url).origin))
    expect([...hosts].filter((host) => host === newsroom.app)).toEqual([])
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).toBe(
      '[{},{"newsroom.was-in":"1"}]',
    )
    // ZITADEL's login page knows this browser again; the page itself has no cookie.
    expect((await context.cookies(`${newsroom.browserApp}/api`)).map(({ name }) => name)).not.toContain(
      '__Host-postern',
    )
    expect(complaints).toEqual([])
  })

  it('asks for a second factor where ZITADEL does', async () => {
    const { page } = await aVisit()
    const { totpSecret = '' } = newsroom.account('totp')
    await logIn(page, 'totp', async () => {
      await page.getByLabel('One-time code').fill(totpCode(totpSecret, Date.now()))
      await page.keyboard.press('Enter')
    })
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/, Toni\.$/)
  })

  it('says that nobody was logged in when the login is cancelled, and offers another', async () => {
    const { page } = await aVisit()
    await page.getByRole('button', { name: 'Log in' }).first().click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('You were not logged in: the login was cancelled').waitFor()
    expect(page.url()).toBe(`${newsroom.browserApp}/for-you`)
    await page.getByRole('button', { name: 'Log in again' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })

  it('calls an API of another project with the scope for it, and says which is missing without', async () => {
    const { projectId = '' } = newsroom.credential('newsroom-api-secret.json')
    const scope = `urn:zitadel:iam:org:project:id:${projectId}:aud`
    const reader = async (scopes: readonly string[]) => {
      const { page, context } = await aVisit({ clientId: clientOf('reading-room-spa'), scopes })
      await logIn(page)
      return { page, context }
    }
    const scoped = await reader(['openid', 'profile', 'offline_access', scope])
    await quote(scoped.page)
    const without = await reader(['openid', 'profile', 'offline_access'])
    const notice = without.page.locator('.notice')
    await notice.waitFor()
    expect(await notice.innerText()).toContain(`adds the scope ${scope} to “scopes” in its config.json`)
    expect(await without.page.getByText('does not take this login’s token').count()).toBeGreaterThan(0)
  })

  it('needs no audience scope in the project of the API', async () => {
    const { page } = await aVisit({ scopes: ['openid', 'profile', 'offline_access'] })
    await logIn(page)
    await quote(page)
    expect(await page.locator('.notice, .failure').count()).toBe(0)
  })

  it('renews an expired token once for two tabs that ask at the same time, and both go on', async () => {
    const { page, context, sent } = await aVisit()
    await logIn(page)
    const other = await context.newPage()
    await other.goto(`${newsroom.browserApp}/for-you`)
    await other.getByRole('heading', { name: /, Mini\.$/ }).waitFor()
    expect(sent.filter(({ url }) => url.includes('/oauth/v2/authorize'))).toHaveLength(1)

    for (const tab of [page, other]) await tab.clock.setFixedTime(Date.now() + halfDayMs)
    await Promise.all([quote(page), quote(other)])
    expect(sent.filter(({ body }) => body?.includes('grant_type=refresh_token'))).toHaveLength(1)
  })

  it('says that the login has expired when it cannot be renewed', async () => {
    const { page } = await aVisit()
    const exchanged = page.waitForResponse((response) => response.url().endsWith('/oauth/v2/token'), {
      timeout: 0,
    })
    await logIn(page)
    const { refresh_token: token } = (await (await exchanged).json()) as { refresh_token: string }
    await fetch(`${newsroom.issuer}/oauth/v2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: clientOf('newsroom-spa') }),
    })
    await page.clock.setFixedTime(Date.now() + halfDayMs)
    await page.getByRole('button', { name: 'Give me a quote' }).click()
    await page.getByText('Your login has expired and could not be renewed').waitFor()
    await page.getByRole('button', { name: 'Log in again' }).waitFor()
    expect(await page.getByRole('button', { name: 'Log out' }).count()).toBe(0)
  })

  it('is logged in after a reload without a form, and asks again when the login at ZITADEL is over', async () => {
    const { page, context } = await aVisit()
    await logIn(page)
    await page.getByRole('link', { name: 'Your sessions' }).click()
    await page.reload()
    await page.getByRole('button', { name: 'Log out' }).waitFor()
    expect(page.url()).toBe(`${newsroom.browserApp}/your-sessions`)
    await context.clearCookies()
    await page.reload()
    await page.getByText('Your login at ZITADEL has ended').waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Log in' }).first().waitFor()
    expect(page.url()).toContain(newsroom.browserApp)
  })

  it('logs out in all tabs and at ZITADEL, so that the next login asks for the password', async () => {
    const { page, context } = await aVisit()
    await logIn(page)
    const other = await context.newPage()
    await other.goto(`${newsroom.browserApp}/for-you`)
    await other.getByRole('heading', { name: /, Mini\.$/ }).waitFor()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.waitForURL(`${newsroom.browserApp}/`)
    await page.getByText('You are logged out. See you soon.').waitFor()
    await other.getByText('You logged out in another tab').waitFor()
    await other.getByRole('button', { name: 'Log in again' }).click()
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(new URL(other.url()).origin).toBe(newsroom.issuer)
  })

  it('says on its pages what this form cannot do', async () => {
    const { page } = await aVisit()
    await logIn(page)
    await page.getByRole('link', { name: 'What just happened' }).click()
    await page.getByText('This form cannot show the seven steps').waitFor()
    await page.getByRole('link', { name: 'Your sessions' }).click()
    await page.getByText('This form cannot show you where else you are logged in').waitFor()
    expect(await page.getByRole('button', { name: 'Log out everywhere' }).count()).toBe(0)
  })

  it('shows an injected script take its tokens, and none where they are on the server', async () => {
    const { page, context } = await aVisit()
    const tokens: string[] = []
    page.on('response', async (response) => {
      if (!response.url().endsWith('/oauth/v2/token')) return
      const given = (await response.json().catch(() => ({}))) as Record<string, unknown>
      for (const name of ['access_token', 'refresh_token', 'id_token'])
        if (typeof given[name] === 'string') tokens.push(given[name])
    })
    await logIn(page)
    await page.getByRole('link', { name: 'Two forms' }).click()
    await page.getByRole('button', { name: 'See what a script can take' }).click()
    await page.getByText(/^\d tokens were taken/).waitFor()
    const found = (title: string) =>
      page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) })
    expect(await found('Watch a call').innerText()).toMatch(/access token.*\w{4}… \(\d{3} characters\)/s)
    expect(await found('Provoke a renewal').innerText()).toContain('refresh token')
    expect(await found('hidden frame').innerText()).toContain('Refused by the page’s own policy')
    expect(tokens.length).toBeGreaterThan(5)
    const shown = await page.content()
    expect(tokens.filter((token) => shown.includes(token.slice(0, 40)))).toEqual([])

    const server = await context.newPage()
    await server.goto(`${newsroom.app}/two-forms`)
    await server.getByRole('button', { name: 'Log in first' }).click()
    await sendLogin(server, newsroom.account('mini'))
    await server.getByRole('button', { name: 'See what a script can take' }).click()
    await server.getByText('No token was found.').waitFor()
    expect(await server.locator('.haul-token').count()).toBe(0)
    expect(await server.getByText('your topics').count()).toBe(1)
  })

  it('says on the first page of each form which one it is, and leads to the other', async () => {
    const { page } = await aVisit()
    const strip = page.getByRole('navigation', { name: 'Forms of this newsroom' })
    expect(await strip.locator('[aria-current]').innerText()).toBe('Tokens in the browser')
    await strip.getByRole('link', { name: 'Tokens on the server' }).click()
    await page.waitForURL(`${newsroom.app}/`)
    await strip.waitFor()
    expect(await strip.locator('[aria-current]').innerText()).toBe('Tokens on the server')
    await strip.getByRole('link', { name: 'Tokens in the browser' }).click()
    await page.waitForURL(`${newsroom.browserApp}/`)
  })

  interface Sent {
    readonly url: string
    readonly authorization: string | undefined
    readonly body: string | null
  }

  /** A fresh browser at the first page; `over` changes what the page's server tells it. */
  async function aVisit(
    over?: object,
  ): Promise<{ page: Page; context: BrowserContext; complaints: string[]; sent: Sent[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    onTestFinished(() => context.close())
    if (over !== undefined)
      await context.route('**/config.json', async (route) => {
        const told = (await (await route.fetch()).json()) as object
        await route.fulfill({ json: { ...told, ...over } })
      })
    const sent: Sent[] = []
    context.on('request', (request) => {
      const { authorization } = request.headers()
      sent.push({ url: request.url(), authorization, body: request.postData() })
    })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', ({ message }) => complaints.push(message))
    await page.goto(newsroom.browserApp)
    await page.getByRole('article').first().waitFor()
    return { page, context, complaints, sent }
  }

  /** Through the login page of the local ZITADEL, to the reader's own page. */
  async function logIn(page: Page, name = 'mini', second = async (): Promise<void> => {}): Promise<void> {
    const { loginName, password } = newsroom.account(name)
    await page.getByRole('button', { name: 'Log in' }).first().click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(new URL(page.url()).origin).toBe(newsroom.issuer)
    await page.getByLabel('Login name').fill(loginName)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await second()
    await page.getByRole('heading', { level: 1, name: /^Good / }).waitFor()
  }

  async function quote(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Give me a quote' }).click()
    await page.locator('blockquote').waitFor()
  }

  function clientOf(application: string): string {
    const all = newsroom.credential('applications.json') as unknown as readonly {
      name: string
      clientId: string
    }[]
    return all.find(({ name }) => name === application)?.clientId ?? ''
  }
})
