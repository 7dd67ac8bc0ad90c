import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLoginEngine } from '@postern/login'
import { type Store, sqliteStore } from '@postern/store'
import type { DestinationStream } from 'pino'
import { Agent, Pool } from 'undici'
import {
  createGateway,
  deploymentKeysOf,
  type Gateway,
  loadConfig,
  loginSettingsOf,
  undiciHttpClient,
} from '../../src/index.ts'

export interface Surroundings {
  readonly now: () => number
  /** Waits are shorter by so much. */
  readonly waitDivisor: number
  readonly around: (store: Store) => Store
  readonly logDestination: DestinationStream
}

/** A gateway built like `postern serve` builds it, on its SQLite file. Closing it closes the store too. */
export async function compose(configFile: string, parts: Surroundings): Promise<Gateway> {
  const { now, waitDivisor } = parts
  const config = await loadConfig(configFile, { env: {}, readFile: (path) => readFile(path, 'utf8') })
  if (config.store.kind !== 'sqlite') throw new Error('this needs a store that outlives a process')
  const store = parts.around(sqliteStore({ file: config.store.file, now }))
  const dispatcher = new Agent()
  const http = undiciHttpClient({ dispatcher, allowHttpLoopbackOnly: true })
  const random = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(length))
  const gateway = await createGateway(config, {
    createEngine: (events, { config: read }) =>
      createLoginEngine(
        { http, now, randomBytes: random, store, deploymentKeys: deploymentKeysOf(read), events },
        loginSettingsOf(read),
      ),
    store,
    now,
    randomBytes: random,
    logDestination: parts.logDestination,
    createPool: (origin, options) => new Pool(origin, options),
    wait: (ms, signal) => sleep(ms / waitDivisor, undefined, { signal, ref: false }).catch(() => undefined),
  })
  return {
    ...gateway,
    async close() {
      await gateway.close()
      await store.close()
      await dispatcher.close()
    },
  }
}
