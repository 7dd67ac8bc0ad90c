import { randomBytes } from 'node:crypto'
import {
  createGateway,
  deploymentKeysOf,
  type GatewayDeps,
  loadConfig,
  loginSettingsOf,
  undiciHttpClient,
} from '@postern/gateway'
import { createLoginEngine } from '@postern/login'
import { memoryStore } from '@postern/store'
import { Agent, Pool } from 'undici'
import { redirectUri } from './engine.ts'
import type { LocalServer } from './local-server.ts'

export interface BenchGateway {
  readonly port: number
  /** Host of its public origin. */
  readonly host: string
  close(): Promise<void>
}

/** The gateway as `postern serve` builds it, on a memory store, in this process: its parts can be handed in. */
export async function startBenchGateway(
  server: Pick<LocalServer, 'issuer' | 'credential'>,
  attempts: object,
  parts: Partial<Pick<GatewayDeps, 'waitForDeadline' | 'createEngine'>> = {},
): Promise<BenchGateway> {
  const dispatcher = new Agent({ connections: 64, pipelining: 1 })
  const { projectId } = server.credential<{ projectId: string }>('newsroom-api-secret.json')
  const host = 'localhost:8080'
  const config = await loadConfig('/config.json', {
    env: {
      CLIENT_KEY: JSON.stringify(server.credential('newsroom-gateway-key.json')),
      LOGIN_CLIENT_KEY: JSON.stringify(server.credential('login-client-key.json')),
      DEPLOYMENT_KEY: randomBytes(32).toString('base64url'),
    },
    readFile: async () =>
      JSON.stringify({
        publicOrigin: `http://${host}`,
        listen: { port: 0 },
        health: { port: 0 },
        issuer: server.issuer,
        clientKey: { env: 'CLIENT_KEY' },
        loginClient: { key: { env: 'LOGIN_CLIENT_KEY' } },
        projectId,
        redirectUri,
        flows: ['back_channel'],
        store: { kind: 'memory' },
        deploymentKeys: [{ id: 'bench', env: 'DEPLOYMENT_KEY' }],
        allowInsecureLoopback: true,
        attempts,
      }),
  })
  const common = {
    now: Date.now,
    randomBytes: (length: number) => Uint8Array.from(randomBytes(length)),
    store: memoryStore({ now: Date.now }),
  }
  const gateway = await createGateway(config, {
    ...common,
    createEngine: (events) =>
      createLoginEngine(
        {
          ...common,
          events,
          http: undiciHttpClient({ dispatcher, allowHttpLoopbackOnly: true }),
          deploymentKeys: deploymentKeysOf(config),
        },
        loginSettingsOf(config),
      ),
    ...parts,
    logDestination: { write: () => undefined },
    createPool: (origin, options) => new Pool(origin, options),
  })
  const { port } = await gateway.listen()
  return {
    port,
    host,
    async close() {
      await gateway.close()
      await dispatcher.close()
    },
  }
}
