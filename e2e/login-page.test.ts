import type { Browser, Page } from 'playwright-core'
import { totpCode } from '@postern/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hasBrowser } from './chromium.ts'
import { inABrowser } from './in-a-browser.ts'
import { type PageWithTokens, startPageWithTokens } from './page-with-tokens.ts'

describe.skipIf(!hasBrowser)('an application with tokens in the browser (oidc-client-ts)', () => {
  let app: PageWithTokens
  let browser: Browser
  inABrowser(startPageWithTokens, (started) => ({ world: app, browser } = started))

  async function aVisit(options: Parameters<Browser['newContext']>[0] = {}) {
    const context = await browser.newContext(options)
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(app.origin)
    return { page, complaints }
  }

  function userNamed(name: string) {
    const user = app.zitadel.seeded.users.find(({ loginName }) => loginName.startsWith(`${name}@`))
    if (user === undefined) throw new Error(`the seed has no ${name}`)
    return user
  }

  async function fillIn(page: Page, name: string): Promise<void> {
    const { loginName, password } = userNamed(name)
    await page.getByLabel('Login name').fill(loginName)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  /** What an expression about `manager` comes to in the page. */
  const asked = <Value>(page: Page, expression: string) => page.evaluate<Value>(expression)

  async function logIn(page: Page, name: string): Promise<void> {
    await asked(page, 'void manager.signinRedirect()')
    await fillIn(page, name)
    await page.getByText(/^hello /).waitFor()
  }

  it('logs in through the login page by a real redirect, and reads discovery, keys, token and userinfo across origins', async () => {
    const { page, complaints } = await aVisit()
    await asked(page, 'void manager.signinRedirect()')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(new URL(page.url()).origin).toBe(app.zitadel.issuer)
    await fillIn(page, 'mini')
    await page.getByText('hello Mini Reader').waitFor()
    expect(new URL(page.url()).origin).toBe(app.origin)
    const profile = await asked<Record<string, unknown>>(
      page,
      'manager.getUser().then((user) => user.profile)',
    )
    expect(profile).toMatchObject({
      sub: userNamed('mini').id,
      email: 'mini@newsroom.localhost',
      // From userinfo alone: the id_token of this application asserts no roles.
      'urn:zitadel:iam:org:project:roles': { reader: expect.anything() },
    })
    expect(complaints).toEqual([])
  })

  it('renews by refresh token, and the token before is dead', async () => {
    const { page } = await aVisit()
    await logIn(page, 'mini')
    const token = 'manager.getUser().then((user) => user.access_token)'
    const before = await asked<string>(page, token)
    await asked(page, 'manager.signinSilent()')
    const after = await asked<string>(page, token)
    const statusOf = (given: string) =>
      asked<number>(
        page,
        `fetch('${app.zitadel.issuer}/oidc/v1/userinfo', { headers: { authorization: 'Bearer ${given}' } }).then(({ status }) => status)`,
      )
    expect([await statusOf(before), await statusOf(after)]).toEqual([401, 200])
  })

  it('renews in a frame without a form as well, and hears login_required there from a browser that is not logged in', async () => {
    const { page } = await aVisit()
    await logIn(page, 'mini')
    const inFrame =
      "manager.storeUser(null).then(() => manager.signinSilent({ scope: 'openid' })).then((user) => user.profile.sub, (error) => error.error)"
    expect(await asked(page, inFrame)).toBe(userNamed('mini').id)
    const stranger = await aVisit()
    expect(await asked(stranger.page, inFrame)).toBe('login_required')
  })

  it('revokes its tokens across origins', async () => {
    const { page } = await aVisit()
    await logIn(page, 'mini')
    const token = await asked<string>(page, 'manager.getUser().then((user) => user.access_token)')
    await asked(page, 'manager.revokeTokens()')
    const answer = await fetch(`${app.zitadel.issuer}/oidc/v1/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBe(401)
  })

  it('logs out by end_session: the next login asks again', async () => {
    const { page } = await aVisit()
    await logIn(page, 'mini')
    await asked(page, 'void manager.signinRedirect()')
    await page.waitForURL(`${app.origin}/callback?code=**`)
    await page.getByText('hello Mini Reader').waitFor()
    const sessions = (await app.zitadel.inspect()).sessions.length
    await asked(page, 'void manager.signoutRedirect()')
    await page.waitForURL(`${app.origin}/**`)
    await page.getByText('nobody').waitFor()
    expect(page.url()).toBe(`${app.origin}/`)
    await asked(page, 'void manager.signinRedirect()')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect((await app.zitadel.inspect()).sessions.length).toBe(sessions - 1)
  })

  it('hears access_denied when the user cancels', async () => {
    const { page } = await aVisit()
    await asked(page, 'void manager.signinRedirect()')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText(/^error /).waitFor()
    expect(await page.locator('body').innerText()).toBe('error access_denied')
  })

  it('is asked for nothing but the keyboard, and without a script: name, password, code, one form at a time', async () => {
    const { page } = await aVisit({ javaScriptEnabled: false })
    const { loginName, password, totpSecret = '' } = userNamed('totp')
    await page.goto(addressOf(app))
    expect(await focusedName(page)).toBe('Login name')
    await page.keyboard.type(loginName)
    await page.keyboard.press('Enter')
    await page.getByLabel('Password').waitFor()
    await page.keyboard.type('wrong')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('alert').innerText()).toContain('not right')
    expect(await page.title()).toMatch(/^Error: /)
    expect(await page.getByLabel('Password').getAttribute('aria-describedby')).toBe('error')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.getByLabel('One-time code').waitFor()
    expect(await page.locator('form').count()).toBe(1)
    await page.keyboard.type(totpCode(totpSecret, Date.now()))
    await page.keyboard.press('Enter')
    await page.waitForURL(`${app.origin}/callback?code=**`)
  })
})

/** An authorization request made by hand, as a page without a script cannot make one. */
function addressOf({ zitadel, origin }: PageWithTokens): string {
  const clientId = zitadel.seeded.applications.find(({ name }) => name === 'newsroom-spa')?.clientId ?? ''
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: `${origin}/callback`,
    response_type: 'code',
    scope: 'openid',
  })
  return `${zitadel.issuer}/oauth/v2/authorize?${query.toString()}`
}

/** What a screen reader says of the field that has the focus. */
async function focusedName(page: Page): Promise<string> {
  const label = page.locator('label:has(+ input:focus)')
  return label.innerText()
}
