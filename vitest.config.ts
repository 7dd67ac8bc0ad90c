import { defineConfig } from 'vitest/config'

const common = {
  pool: 'threads',
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // How long a test waits for what will come by itself: longer than it takes on a busy machine.
  expect: { requireAssertions: true, poll: { timeout: 20_000 } },
} as const

export default defineConfig({
  test: {
    reporters: ['default', './scripts/tally-reporter.ts'],
    projects: [
      {
        test: {
          ...common,
          name: 'parts',
          include: [
            'packages/**/*.test.ts',
            'examples/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
            'fidelity/**/*.test.ts',
          ],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // A browser and four processes want the machine for themselves.
        test: {
          ...common,
          name: 'browser',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
