import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Places {
  readonly app: string
  readonly appPort: number
  readonly healthPort: number
  readonly apiPort: number
  readonly issuer: string
  /** Folder of the built page. */
  readonly page: string
  readonly projectId: string
}

/**
 * The gateway's configuration for the newsroom on this machine. Against a real ZITADEL it has the same shape
 * (`docs/real-zitadel.md`).
 */
export function gatewayConfiguration({
  app,
  appPort,
  healthPort,
  apiPort,
  issuer,
  page,
  projectId,
}: Places): object {
  return {
    publicOrigin: app,
    listen: { host: 'localhost', port: appPort },
    health: { host: 'localhost', port: healthPort },
    issuer,
    clientKey: { file: 'credentials/newsroom-gateway-key.json' },
    loginClient: { key: { file: 'credentials/login-client-key.json' } },
    projectId,
    flows: ['back_channel'],
    scopes: ['openid', 'profile', 'email', `urn:zitadel:iam:org:project:id:${projectId}:aud`],
    store: { kind: 'sqlite', file: 'sessions.sqlite' },
    deploymentKeys: [{ id: 'first', file: 'deployment.key' }],
    app: { directory: page },
    routes: [
      { path: '/api/news', upstream: `http://127.0.0.1:${apiPort}` },
      {
        path: '/api',
        upstream: `http://127.0.0.1:${apiPort}`,
        methods: ['GET', 'PUT'],
        token: 'access_token',
      },
    ],
    allowInsecureLoopback: true,
  }
}

/** The key that seals the store, made at the first start and kept in a file that only its owner reads. */
export function loadOrCreateDeploymentKey(data: string): void {
  const file = join(data, 'deployment.key')
  if (!existsSync(file))
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
}
