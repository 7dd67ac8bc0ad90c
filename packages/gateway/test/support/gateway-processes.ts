import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Done, Order, Tally } from './gateway-process.ts'

/** One gateway in a process of its own. */
export interface GatewayProcess {
  readonly port: number
  setClock(now: number): Promise<void>
  tally(): Promise<Tally>
  /** As a crash does: nothing is given back. */
  kill(): Promise<void>
}

export async function startGatewayProcess(
  start: Omit<Extract<Order, { order: 'start' }>, 'order'>,
): Promise<GatewayProcess> {
  const child = fork(new URL('./gateway-process.ts', import.meta.url), {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await answerOf(child)
  // One order after the other: an answer does not say which it is for.
  let last: Promise<unknown> = Promise.resolve()
  const tell = (order: Order): Promise<Done> => {
    const told = last.then(() => {
      const answer = answerOf(child)
      child.send(order)
      return answer
    })
    last = told.catch(() => undefined)
    return told
  }
  const { port = 0 } = await tell({ order: 'start', ...start })
  return {
    port,
    async setClock(now) {
      await tell({ order: 'clock', now })
    },
    async tally() {
      const { tally } = await tell({ order: 'tally' })
      if (tally === undefined) throw new Error('no tally')
      return tally
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

function answerOf(child: ChildProcess): Promise<Done> {
  return new Promise((resolve, reject) => {
    const over = (): void => {
      child.off('message', onMessage)
      child.off('exit', onExit)
    }
    const onMessage = (done: Done): void => {
      over()
      if (done.error === undefined) resolve(done)
      else reject(new Error(done.error))
    }
    const onExit = (code: number | null, signal: string | null): void => {
      over()
      reject(new Error(`the process has ended: ${signal ?? code}`))
    }
    child.on('message', onMessage)
    child.on('exit', onExit)
  })
}
