import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { launchChromium } from './chromium.ts'

/** What tests in a browser run against. */
interface World {
  /** What Chromium needs to find it. */
  readonly chromiumArguments?: readonly string[]
  close(): Promise<void>
}

/** Starts a world and a browser before the first test of a `describe`, tells of both, and ends them after the last. */
export function inABrowser<Kind extends World>(
  start: () => Promise<Kind>,
  begun: (started: { readonly world: Kind; readonly browser: Browser }) => void,
): void {
  let world: Kind | undefined
  let browser: Browser | undefined
  beforeAll(async () => {
    world = await start()
    browser = await launchChromium(world.chromiumArguments)
    begun({ world, browser })
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })
}
