import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const places = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium']

/** Where Chromium is on this machine; `undefined` where there is none. */
export const chromiumPath = places.find((path) => path !== undefined && existsSync(path))

/** Whether the tests in a browser run: always in CI, where a missing Chromium is a failure and not a reason to skip. */
export const hasBrowser = chromiumPath !== undefined || process.env['CI'] === 'true'

/** `more`: arguments beside the usual ones. */
export function launchChromium(more: readonly string[] = []): Promise<Browser> {
  if (chromiumPath === undefined)
    throw new Error('no Chromium: set CHROMIUM_PATH, or install the package chromium')
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })
}
