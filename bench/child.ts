import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { firstLine } from '@postern/testkit'

export interface Child<Said> {
  /** What its first line said, as JSON. */
  readonly said: Said
  readonly pid: number
  /** Resolves when it is gone. */
  stop(): Promise<void>
}

/** Starts a process of this repository that says on its first line, in JSON, where it is. */
export async function startChild<Said>(program: string, parameters: readonly string[]): Promise<Child<Said>> {
  const child = spawn(process.execPath, [program, ...parameters], { stdio: ['ignore', 'pipe', 'ignore'] })
  const exited = exitOf(child)
  return {
    said: JSON.parse(await firstLine(child)) as Said,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

export const exitOf = (child: ChildProcess): Promise<void> =>
  new Promise((done) => child.once('exit', () => done()))

/** Processor time of a process so far, in milliseconds, where the system tells it in /proc; ticks are 10 ms on Linux. */
export function processorMs(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return undefined
  }
}
