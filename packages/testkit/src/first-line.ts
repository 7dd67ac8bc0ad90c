import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { TestkitError } from './errors.ts'

/**
 * What a process says on the first line of its standard output, which must be piped: that it is ready, and where it is. The rest is
 * read and dropped. Rejects with a `TestkitError` (`PROCESS_ENDED`), which names the exit code or the signal, when it ends before, and
 * with the error of a process that could not be started.
 *
 * ```ts
 * import { spawn } from 'node:child_process'
 * import { firstLine } from '@postern/testkit'
 *
 * const { issuer } = JSON.parse(await firstLine(spawn('postern', ['local', '--json'])))
 * ```
 */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', resolve)
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      reject(new TestkitError('PROCESS_ENDED', `ended with ${signal ?? code} before it was ready`)),
    )
  })
}
