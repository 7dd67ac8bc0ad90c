import { type LocalZitadel, startLocalZitadel } from '@postern/local-zitadel'
import { createLoginEngine } from '@postern/login'
import type { HttpClient } from '@postern/protocol'
import { secureRandom, type StoppedClock, stoppedClock, totpCode } from '@postern/testkit'
import { Agent } from 'undici'
import { onTestFinished } from 'vitest'
import { deploymentKeysOf, loginSettingsOf, undiciHttpClient } from '../../src/index.ts'
import { aService } from './a-service.ts'
import { type Files, startGateway, type TestGateway, type TestGatewayOptions } from './start-gateway.ts'

export interface LocalIssuer {
  readonly zitadel: LocalZitadel
  readonly clock: StoppedClock
  user(name: string): { readonly id: string; readonly loginName: string; readonly password: string }
  totp(name: string): string
  /** One call as the IAM_OWNER: a POST of nothing, unless told otherwise. */
  admin(path: string, call?: { readonly method?: string; readonly body?: object }): Promise<Response>
}

/** A local ZITADEL with the newsroom's seed, on a clock that the gateway shares. */
export async function aLocalIssuer(): Promise<LocalIssuer> {
  const clock = stoppedClock()
  const zitadel = await startLocalZitadel({ now: clock.now })
  const seeded = (name: string) => {
    const user = zitadel.seeded.users.find(({ loginName }) => loginName.startsWith(name))
    if (user === undefined) throw new Error(`no user ${name} in the seed`)
    return user
  }
  return {
    zitadel,
    clock,
    user: seeded,
    totp: (name) => totpCode(seeded(name).totpSecret ?? '', clock.now()),
    admin: (path, { method = 'POST', body = {} } = {}) =>
      fetch(zitadel.issuer + path, {
        method,
        headers: {
          authorization: `Bearer ${zitadel.seeded.adminPat.trim()}`,
          'content-type': 'application/json',
        },
        ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
      }),
  }
}

export interface WithZitadel extends TestGateway {
  /** Tokens that the service behind `/api` got, in turn. */
  readonly tokens: string[]
  /** The status of ZITADEL's userinfo for a token. */
  readonly userinfo: (token: string | undefined) => Promise<number>
}

/** The gateway with the real engine against the local ZITADEL, and a service that notes its tokens. */
export async function startWithZitadel(
  { zitadel, clock }: LocalIssuer,
  {
    config = {},
    files = {},
    network = (http) => http,
    ...options
  }: {
    readonly config?: object
    readonly files?: Files
    readonly network?: (http: HttpClient) => HttpClient
    readonly waitForDeadline?: NonNullable<TestGatewayOptions['waitForDeadline']>
  } = {},
): Promise<WithZitadel> {
  const application = zitadel.seeded.applications.find(({ key }) => key !== undefined)
  const tokens: string[] = []
  const service = await aService((request, response) => {
    tokens.push(String(request.headers.authorization).replace('Bearer ', ''))
    response.end('ok')
  })
  const dispatcher = new Agent()
  onTestFinished(() => dispatcher.destroy())
  const gateway = await startGateway({
    ...options,
    clock,
    files,
    config: {
      issuer: zitadel.issuer,
      projectId: application?.projectId,
      redirectUri: 'http://localhost:3000/auth/callback',
      loginClient: { key: { env: 'LOGIN_CLIENT_KEY' } },
      routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }],
      settingsCacheSeconds: 0,
      ...config,
    },
    env: {
      CLIENT_KEY: JSON.stringify(application?.key),
      LOGIN_CLIENT_KEY: JSON.stringify(zitadel.seeded.loginClientKey),
    },
    engine: ({ events, store, config: read, watched }) => {
      const http = watched(
        onClock(network(undiciHttpClient({ dispatcher, allowHttpLoopbackOnly: true })), clock),
      )
      const deploymentKeys = deploymentKeysOf(read)
      const deps = { http, now: clock.now, randomBytes: secureRandom, store, deploymentKeys, events }
      return createLoginEngine(deps, loginSettingsOf(read))
    },
  })
  return {
    ...gateway,
    tokens,
    userinfo: async (token) =>
      (await fetch(`${zitadel.issuer}/oidc/v1/userinfo`, { headers: { authorization: `Bearer ${token}` } }))
        .status,
  }
}

/** Node's HTTP server says the system's time; the clock of the tests stands still in another year. */
const onClock =
  (http: HttpClient, { now }: StoppedClock): HttpClient =>
  async (request) => {
    const answer = await http(request)
    return { ...answer, headers: { ...answer.headers, date: new Date(now()).toUTCString() } }
  }
