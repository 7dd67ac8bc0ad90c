import {
  createGateway,
  deploymentKeysOf,
  loadConfig,
  loginSettingsOf,
  undiciHttpClient,
} from '@postern/gateway'
import type { LocalZitadel } from '@postern/local-zitadel'
import { createLoginEngine } from '@postern/login'
import { memoryStore } from '@postern/store'
import { secureRandom } from '@postern/testkit'
import { Agent, Pool } from 'undici'

export interface GatewayInProcess {
  readonly zitadel: LocalZitadel
  /** What it is configured to beside ZITADEL, keys, ports and store. */
  readonly configuration: object
  /** Secrets that the configuration names. */
  readonly env?: Readonly<Record<string, string>>
  readonly onLogLine?: (line: string) => void
}

/** A gateway in this process, on a free port, with its store in memory. */
export async function startGatewayInProcess({
  zitadel,
  configuration,
  env = {},
  onLogLine = () => undefined,
}: GatewayInProcess): Promise<{ readonly port: number; close(): Promise<void> }> {
  const client = zitadel.seeded.applications.find(({ name }) => name === 'newsroom-gateway')
  const whole = {
    listen: { port: 0 },
    health: { port: 0 },
    issuer: zitadel.issuer,
    clientKey: { env: 'CLIENT_KEY' },
    projectId: client?.projectId,
    loginClient: { key: { env: 'LOGIN_CLIENT_KEY' } },
    flows: ['back_channel'],
    store: { kind: 'memory' },
    deploymentKeys: [{ id: 'e2e', env: 'DEPLOYMENT_KEY' }],
    allowInsecureLoopback: true,
    ...configuration,
  }
  const config = await loadConfig('/config.json', {
    env: {
      CLIENT_KEY: JSON.stringify(client?.key),
      LOGIN_CLIENT_KEY: JSON.stringify(zitadel.seeded.loginClientKey),
      DEPLOYMENT_KEY: Buffer.from(secureRandom(32)).toString('base64url'),
      ...env,
    },
    readFile: async () => JSON.stringify(whole),
  })
  const dispatcher = new Agent()
  const now = Date.now
  const store = memoryStore({ now })
  const gateway = await createGateway(config, {
    createEngine: (events) =>
      createLoginEngine(
        {
          http: undiciHttpClient({ dispatcher, allowHttpLoopbackOnly: true }),
          now,
          randomBytes: secureRandom,
          store,
          deploymentKeys: deploymentKeysOf(config),
          events,
        },
        loginSettingsOf(config),
      ),
    store,
    now,
    randomBytes: secureRandom,
    logDestination: { write: onLogLine },
    createPool: (origin, options) => new Pool(origin, options),
  })
  const { port } = await gateway.listen()
  return {
    port,
    async close() {
      await gateway.close()
      await store.close()
      await dispatcher.destroy()
    },
  }
}
