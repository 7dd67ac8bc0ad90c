import type { LocalZitadelOptions } from '../local-zitadel.ts'
import { startLocalZitadel } from '../start-local-zitadel.ts'
import { type TestZitadel, testZitadel } from './test-zitadel.ts'

/**
 * A fixture for `test.extend` of Vitest and of Playwright: a server of its own with its users, started before the first test that asks for
 * it and closed after the last. With `{ scope: 'worker' }` there is one for each worker, so that files beside each other share nothing.
 *
 * ```ts
 * import { localZitadelFixture, type TestZitadel } from '@postern/local-zitadel/testing'
 * import { test as base } from 'vitest'
 *
 * export const test = base.extend<{ zitadel: TestZitadel }>({
 *   zitadel: [localZitadelFixture(), { scope: 'worker' }],
 * })
 * ```
 */
export function localZitadelFixture(options: LocalZitadelOptions = {}) {
  // Both runners read the names of what a fixture needs off its first parameter, so it has to be such a pattern.
  // oxlint-disable-next-line no-empty-pattern
  return async ({}: object, use: (zitadel: TestZitadel) => Promise<void>): Promise<void> => {
    const zitadel = await startLocalZitadel(options)
    try {
      await use(testZitadel(zitadel))
    } finally {
      await zitadel.close()
    }
  }
}
