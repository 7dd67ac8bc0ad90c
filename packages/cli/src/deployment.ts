import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Config, GatewayError, loadConfig, undiciHttpClient } from '@postern/gateway'
import type { HttpClient, RandomBytes } from '@postern/protocol'
import { memoryStore, type Store, StoreError, sqliteStore, storeErrors } from '@postern/store'
import { Agent } from 'undici'
import { CommandError } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

export const secureRandom: RandomBytes = (length) => {
  const bytes = new Uint8Array(length)
  bytes.set(randomBytes(length))
  return bytes
}

/** @throws {GatewayError} `CONFIGURATION_INVALID`, with every problem */
export const loadConfigFile = (file: string, { env }: Pick<Terminal, 'env'>): Promise<Config> =>
  loadConfig(resolve(file), { env, readFile: (path) => readFile(path, 'utf8') })

/** A configuration that is wrong ends a command with the code that says so; a key file may show it only when it is used. */
export async function namingProblems<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof GatewayError
      ? new CommandError('configuration', error.message, { cause: error })
      : error
  }
}

/** @throws {CommandError} `unavailable`, with what to do about it */
export function openStore(config: Config, now: () => number): Store {
  if (config.store.kind === 'memory') return memoryStore({ now })
  try {
    return sqliteStore({ file: config.store.file, now })
  } catch (error) {
    throw inCommandWords(error)
  }
}

/** What the store refused, with what to do about it; everything else as it is. */
export const inCommandWords = (error: unknown): unknown =>
  error instanceof StoreError
    ? new CommandError('unavailable', `the store: ${storeErrors[error.code].remedy}`, { cause: error })
    : error

/** The network for a command that ends: its connections are closed when the work is over. */
export async function withNetwork<T>(
  { allowInsecureLoopback }: { readonly allowInsecureLoopback: boolean },
  work: (http: HttpClient) => Promise<T>,
): Promise<T> {
  const dispatcher = new Agent({ connections: 8, pipelining: 1 })
  try {
    return await work(undiciHttpClient({ dispatcher, allowHttpLoopbackOnly: allowInsecureLoopback }))
  } finally {
    await dispatcher.close()
  }
}
