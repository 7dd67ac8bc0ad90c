import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fault, type LocalZitadel, startLocalZitadel } from '@postern/local-zitadel'
import { secureRandom, type StoppedClock, stoppedClock } from '@postern/testkit'
import { createBrowser } from './browser.ts'
import { call } from './call.ts'
import type { Tally } from './gateway-process.ts'
import { type GatewayProcess, startGatewayProcess } from './gateway-processes.ts'

const publicOrigin = 'http://localhost:8080'
const host = 'localhost:8080'
const sessionCookie = '__Host-postern'
/** Access tokens live so long here; the clock goes from one end to the next. */
const tokenLifeSeconds = 600
const yearSeconds = 365 * 86_400

/** What goes wrong at the issuer in a round: nothing, or one call of the mint or of the readings beside it. */
export const issuerFaults: readonly (readonly [kind: string, fault: Fault] | null)[] = [
  null,
  ...[
    'PATCH /v2/sessions/*',
    'GET /oauth/v2/authorize',
    'POST /v2/oidc/auth_requests/*',
    'POST /oauth/v2/token',
  ].flatMap((kind): (readonly [string, Fault])[] => [
    [kind, { delayMs: 60 }],
    [kind, { lose: 'before' }],
    [kind, { lose: 'after' }],
    [kind, { answer: 503 }],
  ]),
  ['GET /v2/sessions/*', { answer: 429 }],
  ['GET /v2/users/*', { lose: 'before' }],
  ['GET /v2/settings/login', { answer: 'html' }],
]

export interface Round {
  /** `due`: the old token lives for another minute; `over`: it does not. */
  readonly moment: 'due' | 'over'
  readonly fault: string
  /** Answers that were not 200, and why. */
  readonly failed: readonly string[]
  /**
   * Whether the callers got more different tokens than they may: one, and where the old one still serves, its successor for those who
   * come after it was written.
   */
  readonly isMixed: boolean
  /** Of the tokens that the service got, how many ZITADEL does not honour. */
  readonly dead: number
  /** Token sets that were written down. */
  readonly kept: number
  /** Token sets whose issue was answered. */
  readonly exchanged: number
  /** Mints that ended each other's session token. */
  readonly collisions: number
}

export interface Contention {
  readonly zitadel: LocalZitadel
  readonly clock: StoppedClock
  readonly processes: readonly GatewayProcess[]
  /** All callers at the same moment, spread over all processes; with the browser's cookie. */
  callers(count: number): Promise<readonly { readonly status: number; readonly body: string }[]>
  /** One moment of expiry. */
  round(options: {
    readonly moment: Round['moment']
    readonly fault: (typeof issuerFaults)[number]
    readonly callers: number
  }): Promise<Round>
  /** Sets the clock of all. */
  setClock(now: number): Promise<void>
  /** When the newest tokens came. */
  renewedAt(): number
  /** Mints of all living processes since their start. */
  count(): Promise<Readonly<Record<'begun' | 'exchanged' | 'kept' | 'collisions', number>>>
  close(): Promise<void>
}

/** Gateways in processes of their own on one SQLite file, a local ZITADEL and a service in this one, and a browser that is logged in. */
export async function startContention(processCount: number): Promise<Contention> {
  const clock = stoppedClock()
  const zitadel = await startLocalZitadel({ now: clock.now })
  const folder = mkdtempSync(join(tmpdir(), 'postern-contention-'))
  const tokens: string[] = []
  const service = createServer((request, response) => {
    tokens.push(String(request.headers.authorization).replace('Bearer ', ''))
    response.end('ok')
  })
  // How long a round takes is the machine's: nobody hangs up between two of them.
  service.keepAliveTimeout = 0
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  await setLifetimes(zitadel)

  const application = zitadel.seeded.applications.find(({ key }) => key !== undefined)
  const start = {
    now: clock.now(),
    env: {
      CLIENT_KEY: JSON.stringify(application?.key),
      LOGIN_CLIENT_KEY: JSON.stringify(zitadel.seeded.loginClientKey),
      DEPLOYMENT_KEY: Buffer.from(secureRandom(32)).toString('base64url'),
    },
    config: {
      publicOrigin,
      listen: { port: 0 },
      health: { port: 0 },
      issuer: zitadel.issuer,
      clientKey: { env: 'CLIENT_KEY' },
      projectId: application?.projectId,
      redirectUri: 'http://localhost:3000/auth/callback',
      loginClient: { key: { env: 'LOGIN_CLIENT_KEY' } },
      flows: ['back_channel'],
      store: { kind: 'sqlite', file: join(folder, 'store.sqlite') },
      deploymentKeys: [{ id: 'test', env: 'DEPLOYMENT_KEY' }],
      allowInsecureLoopback: true,
      settingsCacheSeconds: 0,
      session: { idleSeconds: 30 * 86_400, absoluteSeconds: yearSeconds, policyCheckSeconds: 86_400 },
      routes: [
        {
          path: '/api',
          upstream: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
          token: 'access_token',
        },
      ],
    },
  }
  const processes = await Promise.all(Array.from({ length: processCount }, () => startGatewayProcess(start)))
  const living = new Set(processes)
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const page = createBrowser((request) =>
    call(processes[0]?.port ?? 0, { ...request, headers: { host, ...request.headers } }),
  )
  const user = zitadel.seeded.users.find(({ loginName }) => loginName.startsWith('mini'))
  if (user === undefined) throw new Error('the seed has no such user')
  await page.logIn(user)
  let renewedAt = clock.now()

  const one = (port: number): Promise<{ status: number; body: string; cookies: readonly string[] }> =>
    new Promise((resolve, reject) => {
      const cookie = `${sessionCookie}=${page.cookies.get(sessionCookie)}`
      const headers = { host, cookie, 'postern-csrf': '1', 'sec-fetch-site': 'same-origin' }
      const request = send({ agent, host: '127.0.0.1', port, path: '/api/feed', headers }, (response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString('utf8')
        })
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body, cookies: response.headers['set-cookie'] ?? [] }),
        )
      })
      request.on('error', reject)
      request.end()
    })

  const contention: Contention = {
    zitadel,
    clock,
    processes,
    renewedAt: () => renewedAt,

    async callers(count) {
      const ports = [...living].map(({ port }) => port)
      const replies = await Promise.all(
        Array.from({ length: count }, (_, index) => one(ports[index % ports.length] ?? 0)),
      )
      // Half of the answers that rotate the handle get lost on their way to the browser.
      const rotated = replies.flatMap(({ cookies }) => cookies)[0]
      if (rotated !== undefined && (secureRandom(1)[0] ?? 0) < 128)
        page.cookies.set(sessionCookie, /=([^;]+)/.exec(rotated)?.[1] ?? '')
      return replies
    },

    async setClock(now) {
      clock.set(now)
      await Promise.all([...living].map((each) => each.setClock(now)))
    },

    async count() {
      const tallies = await Promise.all([...living].map((each) => each.tally()))
      const sum = (of: (tally: Tally) => number | undefined): number =>
        tallies.reduce((total, tally) => total + (of(tally) ?? 0), 0)
      return {
        begun: sum(({ touched }) => touched),
        exchanged: sum(({ exchanged }) => exchanged),
        kept: sum(({ events }) => events['session.renewed']),
        collisions: sum(({ events }) => events['session.mint_refused RENEWAL_COLLISION']),
      }
    },

    async round({ moment, fault, callers }) {
      const before = await contention.count()
      zitadel.faults.clear()
      if (fault !== null) zitadel.faults.next(...fault)
      tokens.length = 0
      const afterMs = tokenLifeSeconds * 1000 - (moment === 'due' ? 55_000 : 0)
      await contention.setClock(renewedAt + afterMs)
      const replies = await contention.callers(callers)
      // Behind the callers, where the old token served them.
      while ((await contention.count()).kept === before.kept)
        await new Promise((resolve) => setTimeout(resolve, 20))
      renewedAt = clock.now()
      const after = await contention.count()
      const used = [...new Set(tokens)]
      const alive = await Promise.all(used.map((token) => isHonoured(zitadel, token)))
      return {
        moment,
        fault: fault === null ? 'none' : `${fault[0]} ${JSON.stringify(fault[1])}`,
        failed: replies.filter(({ status }) => status !== 200).map(({ status, body }) => `${status} ${body}`),
        isMixed: used.length > (moment === 'due' ? 2 : 1),
        dead: alive.filter((each) => !each).length,
        kept: after.kept - before.kept,
        exchanged: after.exchanged - before.exchanged,
        collisions: after.collisions - before.collisions,
      }
    },

    async close() {
      agent.destroy()
      await Promise.all(processes.map((each) => each.kill()))
      await new Promise((resolve) => {
        service.close(resolve)
        service.closeAllConnections()
      })
      await zitadel.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return {
    ...contention,
    processes: processes.map((each) => ({
      ...each,
      kill: () => {
        living.delete(each)
        return each.kill()
      },
    })),
  }
}

async function isHonoured({ issuer }: LocalZitadel, token: string): Promise<boolean> {
  const answer = await fetch(`${issuer}/oidc/v1/userinfo`, { headers: { authorization: `Bearer ${token}` } })
  return answer.status === 200
}

/** Short access tokens, and proofs that stay good for as long as a test can last. */
async function setLifetimes({ issuer, seeded }: LocalZitadel): Promise<void> {
  const put = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(issuer + path, {
      method: 'PUT',
      headers: { authorization: `Bearer ${seeded.adminPat.trim()}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
  await put('/admin/v1/settings/oidc', {
    accessTokenLifetime: `${tokenLifeSeconds}s`,
    idTokenLifetime: `${tokenLifeSeconds}s`,
    refreshTokenIdleExpiration: `${yearSeconds}s`,
    refreshTokenExpiration: `${yearSeconds}s`,
  })
  await put('/admin/v1/policies/login', {
    allowUsernamePassword: true,
    passwordCheckLifetime: `${2 * yearSeconds}s`,
    externalLoginCheckLifetime: `${2 * yearSeconds}s`,
    mfaInitSkipLifetime: '0s',
    secondFactorCheckLifetime: `${2 * yearSeconds}s`,
    multiFactorCheckLifetime: `${2 * yearSeconds}s`,
  })
}
