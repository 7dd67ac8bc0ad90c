/** A gateway as a process that can be killed at any write. Everything is loaded before it is told to begin. */
import { compose } from './compose.ts'
import type { FromGateway, ToGateway } from './messages.ts'
import { pausedStore } from './paused-store.ts'

let offsetMs = 0
const waiting: (() => void)[] = []
const asked = Promise.withResolvers<void>()
const say = (message: FromGateway): void => void process.send?.(message)

async function begin(configFile: string): Promise<void> {
  const gateway = await compose(configFile, {
    now: () => Date.now() + offsetMs,
    waitDivisor: 1,
    around: (store) =>
      pausedStore(store, (place, when) => {
        const { promise, resolve } = Promise.withResolvers<void>()
        waiting.push(resolve)
        say({ kind: 'write', place, when })
        return promise
      }),
    logDestination: process.stderr,
  })
  const { port } = await gateway.listen()
  say({ kind: 'listening', port })
  await asked.promise
  await gateway.close()
  process.exit(0)
}

process.on('message', (message: ToGateway) => {
  if (message.kind === 'begin') void begin(message.configFile)
  else if (message.kind === 'clock') offsetMs = message.offsetMs
  else if (message.kind === 'end') asked.resolve()
  else waiting.shift()?.()
})
process.on('disconnect', () => process.exit(0))
say({ kind: 'loaded' })
