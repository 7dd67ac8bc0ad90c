import type { Reporter, TestModule } from 'vitest/node'

/** Ends a test run with the names of what failed and the plain line `N passed, N failed, N skipped`, which every machine can read. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      for (const test of tests) count[test.result().state] += 1
      if (tests.length === 0 || module.state() === 'failed')
        count.failed += tests.some((test) => test.result().state === 'failed') ? 0 : 1
    }
    for (const module of modules)
      for (const test of module.children.allTests('failed'))
        process.stdout.write(`failed: ${module.relativeModuleId} > ${test.fullName}\n`)
    const skipped = count.skipped + count.pending
    process.stdout.write(
      `\n${count.passed} passed, ${count.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
    )
  }
}
