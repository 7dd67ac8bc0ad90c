import type { Browser, BrowserContext, Page } from 'playwright-core'
import { totpCode } from '@postern/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchChromium } from './chromium.ts'
import { findTokens, hasTokenShape } from './find-tokens.ts'
import { forget, type Newsroom, startNewsroom } from './newsroom.ts'
import { type Observation, observe } from './observe.ts'

describe.skipIf(!hasBrowser)('the newsroom in a browser', () => {
  let newsroom: Newsroom
  let browser: Browser

  beforeAll(async () => {
    newsroom = await startNewsroom()
    browser = await launchChromium()
  })

  afterAll(async () => {
    await browser?.close()
    await newsroom?.stop()
    if (newsroom) forget(newsroom)
  })

  it('shows public news to everyone, and a personal feed to nobody else', async () => {
    const { page, context } = await aVisit()
    expect(await page.getByRole('article').count()).toBeGreaterThan(3)
    const refused = page.waitForResponse(`${newsroom.app}/api/feed`)
    await page.evaluate("fetch('/api/feed', { headers: { 'postern-csrf': '1' } })")
    expect((await refused).status()).toBe(401)
    await context.close()
  })

  it('says the same of a wrong password and of an unknown user (CRED-9)', async () => {
    const { page, context } = await aVisit()
    await fillIn(page, newsroom.user, 'not the password 1!')
    const wrong = await page.getByRole('dialog').getByRole('alert').innerText()
    await fillIn(page, 'nobody@newsroom.localhost', 'not the password 1!', false)
    await page.locator('form[aria-busy="true"]').waitFor({ state: 'detached' })
    const unknown = await page.getByRole('dialog').getByRole('alert').innerText()
    const withoutReference = (text: string): string => text.replace(/Reference.*/s, '').trim()
    expect(withoutReference(wrong)).not.toBe('')
    expect(withoutReference(unknown)).toBe(withoutReference(wrong))
    await context.close()
  })

  it('logs in with a form inside the page, serves feed and quote, tells what happened, logs out, and shows no token (RT-7)', async () => {
    const { page, context, seen } = await aVisit()
    const address = new URL(page.url()).origin

    await fillIn(page, newsroom.user, newsroom.password)
    await page.getByRole('heading', { name: /, Mini\.$/ }).waitFor()
    expect(new URL(page.url()).origin).toBe(address)

    await page.getByRole('group', { name: 'Topics in your feed' }).getByRole('checkbox').first().click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('button', { name: 'Give me a quote' }).click()
    await page.locator('blockquote').waitFor()

    await page
      .getByRole('link', { name: /What just happened|step by step|whole story/i })
      .first()
      .click()
    await page.getByRole('heading', { level: 1, name: 'What just happened' }).waitFor()
    expect(await page.getByText(/No token ever reached this page/).count()).toBe(1)
    const whileIn = await seen.lying(page)

    const cookies = await context.cookies()
    expect(cookies.map(({ name }) => name).sort()).toEqual(['__Host-postern', '__Host-postern-device'])
    for (const cookie of cookies)
      expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict', path: '/' })

    await page.reload()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('button', { name: 'Log in' }).first().waitFor()
    // What is left opens nothing: by it the browser is known as one from which this name has logged in (THR-3).
    expect((await context.cookies()).map(({ name }) => name)).toEqual(['__Host-postern-device'])

    const everything = [...(await seen.answers()), ...whileIn, ...(await seen.lying(page))]
    expect(everything.length).toBeGreaterThan(100)
    const dynamic = everything.filter(({ where }) => !/GET \/(assets|favicon)[^:]*: body/.test(where))
    expect(await findTokens(dynamic, newsroom)).toEqual([])
    const handle = cookies.find(({ name }) => name === '__Host-postern')?.value ?? ''
    expect(
      dynamic.filter(
        ({ where, text }) => text.includes(handle) && !/set-cookie|cookie __Host-postern/.test(where),
      ),
    ).toEqual([])
    await context.close()
  }, 60_000)

  it('asks for a second factor where one is enrolled, and finishes with it', async () => {
    const user = credentials('totp@newsroom.localhost')
    const { page, context } = await aVisit()
    await fillIn(page, user.loginName, user.password)
    const code = page.getByLabel('Code from your app')
    await code.waitFor()
    expect(await context.cookies()).toHaveLength(1)
    await code.fill(totpCode(user.totpSecret ?? '', Date.now()))
    await page.getByRole('dialog').getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('heading', { name: /, Toni\.$/ }).waitFor()
    await context.close()
  })

  it('can be used with the keyboard alone', async () => {
    const { page, context } = await aVisit()
    await page.getByRole('button', { name: 'Log in' }).first().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type(newsroom.user)
    await page.keyboard.press('Tab')
    await page.keyboard.type(newsroom.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /, Mini\.$/ }).waitFor()
    expect(await page.locator('h1:focus').count()).toBe(1)
    await context.close()
  })

  it('keeps accounts and sessions between starts', async () => {
    const { page, context } = await aVisit()
    await fillIn(page, newsroom.user, newsroom.password)
    await page.getByRole('heading', { name: /, Mini\.$/ }).waitFor()
    expect(await newsroom.stop()).toBe(0)
    const again = await startNewsroom(newsroom.data)
    expect(again.password).toBe(newsroom.password)
    newsroom = again
    await page.goto(again.app)
    await page.getByRole('button', { name: 'Log out' }).waitFor()
    await context.close()
  }, 60_000)

  async function aVisit(): Promise<{ page: Page; context: BrowserContext; seen: Observation }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    const seen = observe(context)
    const page = await context.newPage()
    await page.goto(newsroom.app)
    await page.getByRole('article').first().waitFor()
    return { page, context, seen }
  }

  async function fillIn(page: Page, name: string, password: string, open = true): Promise<void> {
    if (open) await page.getByRole('button', { name: 'Log in' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Login name').fill(name)
    await dialog.getByLabel('Password', { exact: true }).fill(password)
    const answered = page.waitForResponse((response) => response.url().endsWith('/auth/login/proof'))
    await dialog.getByRole('button', { name: 'Log in' }).click()
    await answered
  }

  function credentials(loginName: string): { loginName: string; password: string; totpSecret?: string } {
    const users = newsroom.credential('users.json') as unknown as {
      loginName: string
      password: string
      totpSecret?: string
    }[]
    const user = users.find((one) => one.loginName === loginName)
    if (user === undefined) throw new Error(`the seed has no ${loginName}`)
    return user
  }
})

describe('the search for tokens', () => {
  it('knows a JWT and a JWE by their shape, and nothing else', () => {
    const part = 'A'.repeat(20)
    expect(hasTokenShape(`eyJ${part}.${part}.${part}`)).toBe(true)
    expect(hasTokenShape(`eyJ${part}.${part}.${part}.${part}.${part}`)).toBe(true)
    expect(hasTokenShape(part.repeat(3))).toBe(false)
  })
})
