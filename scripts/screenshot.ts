import { launchChromium } from '../e2e/chromium.ts'
import { startNewsroom } from '../e2e/newsroom.ts'

/**
 * Takes the picture of the README: `node scripts/screenshot.ts docs/newsroom.png`; with a folder, all pages at 1280 and 390 pixels in
 * light and dark, to be looked at.
 */
const [target = 'docs/newsroom.png'] = process.argv.slice(2)
const newsroom = await startNewsroom()
const browser = await launchChromium()
try {
  const views = target.endsWith('.png')
    ? [{ width: 1280, height: 800, colorScheme: 'light' as const }]
    : [1280, 390].flatMap((width) =>
        (['light', 'dark'] as const).map((colorScheme) => ({ width, height: 900, colorScheme })),
      )
  for (const { width, height, colorScheme } of views) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    const take = async (name: string, fullPage: boolean): Promise<void> => {
      await page.screenshot({
        path: target.endsWith('.png') ? target : `${target}/${name}-${width}-${colorScheme}.png`,
        fullPage,
      })
    }
    await page.goto(newsroom.app)
    await page.getByRole('article').first().waitFor()
    if (!target.endsWith('.png')) await take('front', false)
    await page.getByRole('button', { name: 'Log in' }).first().click()
    await page.getByLabel('Login name').fill(newsroom.user)
    await page.getByLabel('Password', { exact: true }).fill(newsroom.password)
    if (!target.endsWith('.png')) await take('login', false)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Give me a quote' }).click()
    await page.locator('blockquote').waitFor()
    await take('feed', false)
    if (!target.endsWith('.png')) {
      await page.goto(`${newsroom.app}/what-just-happened`)
      await page.getByRole('heading', { level: 1, name: 'What just happened' }).waitFor()
      await take('story', true)
      await page.goto(`${newsroom.app}/your-sessions`)
      await page.getByRole('listitem').filter({ hasText: 'this browser' }).waitFor()
      await take('sessions', true)
    }
    await context.close()
  }
} finally {
  await browser.close()
  await newsroom.close()
}
