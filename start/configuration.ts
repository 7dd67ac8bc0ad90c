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
        methods: ['GET', 'PUT', 'POST'],
        token: 'access_token',
      },
    ],
    guards: [{ url: `http://127.0.0.1:${apiPort}/evictions`, secret: { file: evictionsSecretFile } }],
    allowInsecureLoopback: true,
  }
}

export interface PagePlaces {
  readonly app: string
  readonly issuer: string
  readonly api: string
  readonly projectId: string
  /** Of the page's own application at ZITADEL, which has no secret. */
  readonly clientId: string
}

/** What the page is told where it logs in by itself. Everybody may read it. */
export function browserPageConfiguration({ app, issuer, api, projectId, clientId }: PagePlaces): object {
  return {
    form: 'tokens_in_the_browser',
    issuer,
    clientId,
    scopes: [
      'openid',
      'profile',
      'email',
      'offline_access',
      `urn:zitadel:iam:org:project:id:${projectId}:aud`,
    ],
    api: { origin: api, projectId },
    otherForm: app,
  }
}

/** What the page is told where the gateway keeps its tokens. */
export const serverPageConfiguration = (browserApp: string): object => ({
  form: 'tokens_on_the_server',
  otherForm: browserApp,
})

/** Beside the configuration: by it the gateway tells the API of ended logins. */
export const evictionsSecretFile = 'evictions.secret'

/**
 * The key that seals the store, and the secret that gateway and API share: made at the first start, in files that only their owner reads.
 */
export function loadOrCreateSecrets(data: string): void {
  for (const name of ['deployment.key', evictionsSecretFile]) {
    const file = join(data, name)
    if (!existsSync(file))
      writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  }
}
