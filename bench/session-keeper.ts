/** A gateway on a memory store that says how much memory it takes. Started with `--expose-gc`, told one real login. */
import { randomBytes } from 'node:crypto'
import type { FinishedLogin } from '@postern/login'
import { createCopyingEngine } from './copying-engine.ts'
import { startBenchGateway } from './gateway.ts'

export interface KeeperTask {
  readonly login: FinishedLogin
  readonly issuer: string
  readonly files: Readonly<Record<string, unknown>>
}

/** Bytes, after everything that can go is gone. */
export interface Held {
  readonly heap: number
  readonly resident: number
}

const noLimit = { tries: 1_000_000, windowSeconds: 900 }

process.once('message', async ({ login, issuer, files }: KeeperTask) => {
  const engine = createCopyingEngine(login, (length) => Uint8Array.from(randomBytes(length)))
  const { port, host } = await startBenchGateway(
    { issuer, credential: <T>(name: string) => files[name] as T },
    { perAddress: noLimit, perNetwork: noLimit },
    { createEngine: () => engine },
  )
  process.on('message', () => {
    for (let turn = 0; turn < 3; turn += 1) globalThis.gc?.()
    const { heapUsed, external, rss } = process.memoryUsage()
    process.send?.({ heap: heapUsed + external, resident: rss } satisfies Held)
  })
  process.send?.({ port, host })
})
process.on('disconnect', () => process.exit(0))
