import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchChromium } from './chromium.ts'
import { forget, type Newsroom, startNewsroom } from './newsroom.ts'

describe.skipIf(!hasBrowser)('the editor’s desk', () => {
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

  it('is there for editors, publishes under their name on everybody’s front page, and is there for nobody else', async () => {
    const editor = await frontPageOf('editor@newsroom.localhost')
    const desk = editor.getByRole('region', { name: 'The editor’s desk' })
    await desk.getByLabel('Headline').fill('A <b>bold</b> headline')
    await desk.getByLabel('Summary').fill('It is in the summary.')
    expect(await desk.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true)
    await desk.getByLabel('Text').fill('First line.\nSecond line.')
    await desk.getByLabel('Culture').check({ force: true })
    await desk.getByRole('button', { name: 'Publish' }).click()
    await desk.getByText('Published. It is on the front page.').waitFor()
    const lead = editor.getByRole('region', { name: 'Lead story' })
    await lead.getByRole('heading', { name: 'A <b>bold</b> headline' }).waitFor()
    await lead.getByText('Edda Editor').waitFor()
    expect(await desk.getByLabel('Headline').inputValue()).toBe('')

    const reader = await frontPageOf(newsroom.user)
    await reader.getByRole('heading', { name: 'A <b>bold</b> headline' }).waitFor()
    expect(await reader.getByRole('region', { name: 'The editor’s desk' }).count()).toBe(0)
  })

  /** Logs somebody in; what the API says of them has come when it resolves. */
  async function frontPageOf(loginName: string): Promise<Page> {
    const users = newsroom.credential('users.json') as unknown as { loginName: string; password: string }[]
    const password = users.find((one) => one.loginName === loginName)?.password ?? ''
    const page = await (await browser.newContext()).newPage()
    await page.goto(newsroom.app)
    await page.getByRole('button', { name: 'Log in' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Login name').fill(loginName)
    await dialog.getByLabel('Password', { exact: true }).fill(password)
    await dialog.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('button', { name: 'Log out' }).waitFor()
    const answered = page.waitForResponse(`${newsroom.app}/api/me`)
    await page.getByRole('link', { name: 'Front page' }).click()
    await answered
    return page
  }
})
