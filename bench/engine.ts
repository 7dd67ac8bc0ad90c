import { randomBytes } from 'node:crypto'
import { undiciHttpClient } from '@postern/gateway'
import {
  createLoginEngine,
  type FinishedLogin,
  type LoginEngine,
  parseApplicationKey,
  parseServiceAccountKey,
} from '@postern/login'
import type { HttpClient } from '@postern/protocol'
import { memoryStore, parseDeploymentKey } from '@postern/store'
import { Agent } from 'undici'
import type { LocalServer } from './local-server.ts'

export const redirectUri = 'http://localhost:3000/auth/callback'

export interface Bench {
  readonly http: HttpClient
  readonly engine: LoginEngine
  /** One whole login at the engine's boundary. */
  login(): Promise<FinishedLogin>
  close(): Promise<void>
}

/** The engine as the gateway builds it, on a memory store. */
export function createBench(server: LocalServer): Bench {
  const dispatcher = new Agent({ connections: 64, pipelining: 1 })
  const http = undiciHttpClient({ dispatcher, allowHttpLoopbackOnly: true })
  const { projectId } = server.credential<{ projectId: string }>('newsroom-api-secret.json')
  const engine = createLoginEngine(
    {
      http,
      now: Date.now,
      randomBytes: (length) => Uint8Array.from(randomBytes(length)),
      store: memoryStore({ now: Date.now }),
      deploymentKeys: [parseDeploymentKey(randomBytes(32).toString('base64url'))],
    },
    {
      issuer: server.issuer,
      allowPlainHttpOnLoopback: true,
      application: parseApplicationKey(server.credential('newsroom-gateway-key.json')),
      redirectUri,
      projectId,
      loginClient: { kind: 'key', key: parseServiceAccountKey(server.credential('login-client-key.json')) },
      scopes: ['openid', 'profile', 'email'],
      sessionLifetimeSeconds: 86_400,
    },
  )
  return {
    http,
    engine,
    async login() {
      const { handle } = await engine.begin({ device: { address: null, userAgent: null } })
      const password = Uint8Array.from(Buffer.from(server.user.password))
      const result = await engine.prove(handle, {
        method: 'password',
        loginName: server.user.loginName,
        password,
      })
      if (result.kind !== 'finished') throw new Error('the login did not finish')
      return result.login
    },
    async close() {
      await engine.close()
      await dispatcher.close()
    },
  }
}
