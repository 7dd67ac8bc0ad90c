import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { FromGateway, ToGateway } from './messages.ts'

/** Processes that have loaded a gateway and wait to begin, so that nobody waits for the loading. */
export interface Processes {
  take(): Promise<ChildProcess>
  close(): void
}

export function createProcesses(ahead: number): Processes {
  const loading: Promise<ChildProcess>[] = []
  const all = new Set<ChildProcess>()
  const start = (): void => {
    const child = fork(new URL('./gateway-process.ts', import.meta.url), {
      execArgv: [],
      stdio: ['ignore', 'ignore', process.env['CRASH_LOG'] === undefined ? 'ignore' : 'inherit', 'ipc'],
    })
    all.add(child)
    child.once('exit', () => all.delete(child))
    loading.push(once(child, 'message').then(() => child))
  }
  for (let count = 0; count < ahead; count += 1) start()
  return {
    async take() {
      start()
      return loading.shift() as Promise<ChildProcess>
    },
    close() {
      for (const child of all) child.kill('SIGKILL')
    },
  }
}

export function tell(child: ChildProcess, message: ToGateway): void {
  if (child.connected) child.send(message)
}

export function hear(child: ChildProcess, listener: (message: FromGateway) => void): void {
  child.on('message', listener)
}

/** Asks it to end as at a signal, and waits until it has. */
export function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    tell(child, { kind: 'end' })
  })
}

export function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}
