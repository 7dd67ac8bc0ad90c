import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser } from './chromium.ts'
import { inABrowser } from './in-a-browser.ts'
import { logIn } from './log-in.ts'
import { type Newsroom, startNewsroom } from './newsroom.ts'

describe.skipIf(!hasBrowser)('the editor’s desk', () => {
  let newsroom: Newsroom
  let browser: Browser
  inABrowser(startNewsroom, (started) => ({ world: newsroom, browser } = started))

  it('is there for editors, publishes under their name on everybody’s front page, and is there for nobody else', async () => {
    const editor = await frontPageOf('editor')
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

    const reader = await frontPageOf('mini')
    await reader.getByRole('heading', { name: 'A <b>bold</b> headline' }).waitFor()
    expect(await reader.getByRole('region', { name: 'The editor’s desk' }).count()).toBe(0)
  })

  /** Logs somebody in; what the API says of them has come when it resolves. */
  async function frontPageOf(name: string): Promise<Page> {
    const page = await (await browser.newContext()).newPage()
    await page.goto(newsroom.app)
    await logIn(page, newsroom.account(name))
    await page.getByRole('button', { name: 'Log out' }).waitFor()
    const answered = page.waitForResponse(`${newsroom.app}/api/me`)
    await page.getByRole('link', { name: 'Front page' }).click()
    await answered
    return page
  }
})
