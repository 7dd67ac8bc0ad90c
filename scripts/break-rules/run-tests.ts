import { join } from 'node:path'
import { createVitest, type Reporter } from 'vitest/node'

export type TestRun =
  | { readonly kind: 'passed'; readonly tests: number }
  | { readonly kind: 'failed'; readonly test: string; readonly why: string }
  | { readonly kind: 'did_not_run'; readonly detail: string }

/** Runs test files of one workspace, as often as asked, until the first failure. */
export interface TestRunner {
  run(tests: readonly string[]): Promise<TestRun>
  /** Has to be told of every change of a file. */
  changed(file: string): void
  close(): Promise<void>
}

/** What one run reported. Vitest's own state keeps results of earlier runs, which would catch what nobody caught. */
interface Seen {
  passed: number
  readonly failed: TestRun[]
  readonly errors: string[]
}

const nothingYet = (): Seen => ({ passed: 0, failed: [], errors: [] })

/** One Vitest for many runs: starting it takes longer than most of them. */
export async function createTestRunner(workspace: string): Promise<TestRunner> {
  let seen = nothingYet()
  const reporter: Reporter = {
    onTestCaseResult(test) {
      const result = test.result()
      if (result.state === 'passed') seen.passed += 1
      if (result.state === 'failed') {
        seen.failed.push({
          kind: 'failed',
          test: test.fullName,
          why: firstLineOf(result.errors[0]?.message ?? ''),
        })
      }
    },
    onTestModuleEnd(module) {
      seen.errors.push(...module.errors().map(({ message }) => message))
    },
  }
  const vitest = await createVitest('test', {
    root: workspace,
    config: join(workspace, 'vitest.config.ts'),
    watch: false,
    bail: 1,
    maxWorkers: 1,
    reporters: [reporter],
  })
  return {
    async run(tests) {
      seen = nothingYet()
      const files = await vitest.globTestSpecifications([...tests])
      const { unhandledErrors } = await vitest.runTestSpecifications(files, true)
      seen.errors.push(...unhandledErrors.map(messageOf))
      return runOf(seen)
    },
    changed(file) {
      vitest.invalidateFile(join(workspace, file))
      // A run that ended at its first failure leaves modules half loaded: all of them are made anew.
      for (const { vite } of vitest.projects) {
        for (const { moduleGraph } of Object.values(vite.environments)) moduleGraph.invalidateAll()
      }
    },
    close: () => vitest.close(),
  }
}

/** What comes from a worker need not be an error, nor have a way to become a text. */
const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? `${error.message}`
    : 'an unhandled error'

/** A file that failed without a failed test did not load: that is no catch. */
function runOf({ passed, failed, errors }: Seen): TestRun {
  if (failed[0] !== undefined) return failed[0]
  if (errors[0] !== undefined) return { kind: 'did_not_run', detail: firstLineOf(errors[0]) }
  return passed > 0 ? { kind: 'passed', tests: passed } : { kind: 'did_not_run', detail: 'no test ran' }
}

const firstLineOf = (text: string): string => (text.trim().split('\n')[0] ?? '').slice(0, 200)
