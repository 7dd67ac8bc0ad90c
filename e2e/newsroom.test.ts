import type { Browser, BrowserContext, Page } from 'playwright-core'
import { totpCode } from '@postern/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hasBrowser } from './chromium.ts'
import { findTokens, hasTokenShape } from './find-tokens.ts'
import { inABrowser } from './in-a-browser.ts'
import { logIn, sendLogin } from './log-in.ts'
import { type Newsroom, startNewsroom } from './newsroom.ts'
import { type Observation, observe } from './observe.ts'
import { unfinishedUpload } from './unfinished-upload.ts'

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

describe.skipIf(!hasBrowser)('the newsroom in a browser', () => {
  let newsroom: Newsroom
  let browser: Browser
  inABrowser(startNewsroom, (started) => ({ world: newsroom, browser } = started))

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
    await logIn(page, { loginName: newsroom.user, password: 'not the password 1!' })
    const wrong = await page.getByRole('dialog').getByRole('alert').innerText()
    await sendLogin(page, { loginName: 'nobody@newsroom.localhost', password: 'not the password 1!' })
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

    await logIn(page, newsroom.account('mini'))
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
    const user = newsroom.account('totp')
    const { page, context } = await aVisit()
    await logIn(page, user)
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

  it('shows in which browsers a reader is logged in, and ends the session of another one with all that is under way there', async () => {
    const here = await loggedIn()
    const there = await loggedIn(firefox)
    const upload = unfinishedUpload(newsroom.app, '/api/topics', await there.cookie())

    await here.page.getByRole('link', { name: 'Your sessions' }).click()
    const rows = here.page.getByRole('list', { name: 'Where you are logged in' }).getByRole('listitem')
    await rows.filter({ hasText: 'this browser' }).filter({ hasText: 'Headless Chrome on Linux' }).waitFor()
    const other = rows.filter({ hasText: 'Firefox on Windows' })
    expect(await other.innerText()).toMatch(/Logged in\s+just now\s+From\s+(?:127\.0\.0\.1|::1)\s+Last used/)
    const before = await rows.count()

    await other.getByRole('button', { name: /^End session of Firefox on Windows, .*, since / }).focus()
    await here.page.keyboard.press('Enter')
    await here.page.getByRole('status').getByText('Firefox on Windows is logged out.').waitFor()
    expect([await other.count(), await rows.count()]).toEqual([0, before - 1])
    // The keyboard goes on beside the row that is gone.
    expect(await here.page.locator('li h2:focus').count()).toBe(1)

    expect(await upload).toBe(401)
    await there.page.getByRole('button', { name: 'Give me a quote' }).click()
    await there.page.getByText('Your session has ended').waitFor()
    expect(new URL(there.page.url()).pathname).toBe('/')
    await here.page.reload()
    await here.page.getByRole('heading', { name: 'Your sessions' }).waitFor()
    await here.context.close()
    await there.context.close()
  })

  it('says so when a session had ended elsewhere meanwhile, and asks before it ends the one of this browser', async () => {
    const here = await loggedIn()
    const there = await loggedIn(firefox)
    await here.page.getByRole('link', { name: 'Your sessions' }).click()
    const endOther = here.page.getByRole('button', { name: /^End session of Firefox on Windows/ })
    await endOther.waitFor()
    await there.page.getByRole('button', { name: 'Log out' }).click()
    await there.page.getByText('You are logged out.').waitFor()
    await endOther.click()
    await here.page.getByRole('status').getByText('had been logged out already').waitFor()
    expect(await endOther.count()).toBe(0)

    const endThis = here.page.getByRole('button', { name: /^End session of .*, this browser$/ })
    await endThis.click()
    // The way back has the focus, and gives it back where it was.
    await here.page.getByRole('alertdialog').waitFor()
    await here.page.keyboard.press('Enter')
    await here.page.getByRole('alertdialog').waitFor({ state: 'detached' })
    expect(await here.page.evaluate('document.activeElement.textContent')).toMatch(
      /^End session.*this browser$/,
    )
    await endThis.click()
    const dialog = here.page.getByRole('alertdialog', { name: 'Log out here?' })
    await dialog.getByRole('button', { name: 'Log out' }).click()
    await here.page.getByText('You are logged out. See you soon.').waitFor()
    expect(new URL(here.page.url()).pathname).toBe('/')
    await here.context.close()
    await there.context.close()
  })

  it('logs out in every browser at once', async () => {
    const here = await loggedIn()
    const there = await loggedIn(firefox)
    const upload = unfinishedUpload(newsroom.app, '/api/topics', await there.cookie())
    await here.page.getByRole('link', { name: 'Your sessions' }).click()
    await here.page.getByRole('button', { name: 'Log out everywhere' }).click()
    const dialog = here.page.getByRole('alertdialog', { name: 'Log out everywhere?' })
    await dialog.getByRole('button', { name: 'Log out everywhere' }).click()
    await here.page.getByText('You are logged out, in this browser and everywhere else.').waitFor()
    expect(await here.page.locator('h1:focus').count()).toBe(1)
    expect(await upload).toBe(401)

    // The page there meets its end at the list of sessions.
    await there.page.getByRole('link', { name: 'Your sessions' }).click()
    await there.page.getByText('Your session has ended').waitFor()
    for (const { page, context } of [here, there]) {
      expect(new URL(page.url()).pathname).toBe('/')
      expect((await context.cookies()).map(({ name }) => name)).toEqual(['__Host-postern-device'])
      await context.close()
    }
  })

  it('fits into 320 pixels on every page, and skips no level of headings', async () => {
    const { page, context } = await loggedIn()
    await page.setViewportSize({ width: 320, height: 800 })
    for (const name of ['Front page', 'For you', 'What just happened', 'Your sessions', 'Two forms']) {
      await page.getByRole('link', { name, exact: true }).click()
      await page.locator('[aria-current="page"]').getByText(name).waitFor()
      await page.locator('main h2').first().waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
      const headings = page.locator('h1, h2, h3, h4').filter({ visible: true })
      const levels = await headings.evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])))
      expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([])
    }
    await context.close()
  })

  // The last one: it ends the newsroom.
  it('keeps accounts and sessions between starts', async () => {
    const { page, context } = await aVisit()
    await logIn(page, newsroom.account('mini'))
    await page.getByRole('heading', { name: /, Mini\.$/ }).waitFor()
    expect(await newsroom.stop()).toBe(0)
    const again = await startNewsroom(newsroom.data)
    onTestFinished(async () => void (await again.stop()))
    expect(again.password).toBe(newsroom.password)
    await page.goto(again.app)
    await page.getByRole('button', { name: 'Log out' }).waitFor()
    await context.close()
  }, 60_000)

  async function aVisit(
    userAgent?: string,
  ): Promise<{ page: Page; context: BrowserContext; seen: Observation }> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      ...(userAgent !== undefined && { userAgent }),
    })
    const seen = observe(context)
    const page = await context.newPage()
    await page.goto(newsroom.app)
    await page.getByRole('article').first().waitFor()
    return { page, context, seen }
  }

  async function loggedIn(userAgent?: string) {
    const visit = await aVisit(userAgent)
    await logIn(visit.page, newsroom.account('mini'))
    await visit.page.getByRole('heading', { name: /, Mini\.$/ }).waitFor()
    const cookie = async () => {
      const found = (await visit.context.cookies()).find(({ name }) => name === '__Host-postern')
      if (found === undefined) throw new Error('this browser is not logged in')
      return found
    }
    return { ...visit, cookie }
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
