import { decodeBase64Url, type HttpClient } from '@postern/protocol'
import type { Dispatcher } from 'undici'
import type { Config } from '../config/config.ts'
import { undiciHttpClient } from '../network/undici-http-client.ts'
import type { CreatePool } from '../proxy/proxy.ts'
import type { GuardAddress } from './send-eviction.ts'

/** The guards of a configuration, and the network towards them. */
export interface GuardConnections {
  readonly guards: readonly GuardAddress[]
  readonly http: HttpClient
  close(): Promise<void>
}

const answerBytes = 16 * 1024

export function connectGuards(
  config: Pick<Config, 'guards' | 'allowInsecureLoopback'>,
  createPool: CreatePool,
): GuardConnections {
  const pools = new Map<string, Dispatcher>()
  const poolOf = (origin: string): Dispatcher => {
    const pool = pools.get(origin) ?? createPool(origin, { connections: 4, connect: { timeout: 2_000 } })
    pools.set(origin, pool)
    return pool
  }
  return {
    guards: config.guards.map(({ url, secret }) => ({ url, secret: decodeBase64Url(secret.reveal()) })),
    http: (request) =>
      undiciHttpClient({
        dispatcher: poolOf(new URL(request.url).origin),
        allowHttpLoopbackOnly: config.allowInsecureLoopback,
        answerBytes,
      })(request),
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    },
  }
}
