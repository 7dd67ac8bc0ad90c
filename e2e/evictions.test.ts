import { createServer, request as send, type Server } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp, judgedBy, openDatabase } from '@postern/example-newsroom-api'
import { startLocalZitadel } from '@postern/local-zitadel'
import { secureRandom } from '@postern/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGatewayInProcess } from './gateway-in-process.ts'
import { startNewsroom } from './newsroom.ts'

type Closing = () => unknown
const closing: Closing[] = []
afterAll(async () => {
  for (const close of closing.toReversed()) await close()
})

/** The gateway, the newsroom's API and a local ZITADEL; what stands between gateway and API notes the tokens, which nobody else sees. */
async function startAll({ withGuard }: { readonly withGuard: boolean }) {
  const zitadel = await startLocalZitadel()
  closing.push(() => zitadel.close())
  const folder = mkdtempSync(join(tmpdir(), 'postern-evictions-'))
  closing.push(() => rmSync(folder, { recursive: true, force: true }))
  const secret = secureRandom(32)
  const own = zitadel.seeded.applications.find(({ name }) => name === 'newsroom-api')
  const now = Date.now

  const app = await buildApp({
    guard: {
      issuer: zitadel.issuer,
      ...judgedBy.basic(own?.clientId ?? '', own?.clientSecret ?? ''),
      audience: own?.projectId ?? '',
      fetch,
    },
    evictionsSecret: secret,
    database: await openDatabase(
      { kind: 'sqlite', file: join(folder, 'newsroom.db') },
      { now, onBroken: () => undefined },
    ),
    pageOrigin: null,
    now,
    randomBelow: () => 0,
    newId: () => crypto.randomUUID(),
    log: { write: () => undefined },
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  closing.push(() => app.close())
  const apiPort = (app.server.address() as AddressInfo).port
  const tokens: string[] = []
  const between = await noting(apiPort, tokens)

  const gateway = await startGatewayInProcess({
    zitadel,
    configuration: {
      publicOrigin: 'http://localhost:3000',
      routes: [{ path: '/api', upstream: between, token: 'access_token' }],
      guards: withGuard
        ? [{ url: `http://127.0.0.1:${apiPort}/evictions`, secret: { env: 'GUARD_SECRET' } }]
        : [],
    },
    env: { GUARD_SECRET: Buffer.from(secret).toString('base64url') },
  })
  closing.push(() => gateway.close())
  const [user] = zitadel.seeded.users
  if (user === undefined) throw new Error('the seed has no user')
  return {
    user,
    tokens,
    browser: () => aBrowser(gateway.port, 'localhost:3000'),
    /** The API itself, with a token that somebody has kept. */
    apiSays: async (token: string | undefined) =>
      (await fetch(`http://127.0.0.1:${apiPort}/api/feed`, { headers: { authorization: `Bearer ${token}` } }))
        .status,
  }
}

/** Passes everything on to the API, and notes the tokens. */
async function noting(port: number, tokens: string[]): Promise<string> {
  const server: Server = createServer((request, response) => {
    tokens.push(String(request.headers.authorization).replace('Bearer ', ''))
    const { method, url, headers } = request
    const inner = send({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    request.pipe(inner)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A browser as far as the gateway can tell: cookies, and the header of our own page. */
function aBrowser(port: number, host: string) {
  const cookies = new Map<string, string>()
  const call = (method: string, path: string, body?: object, more: Record<string, string> = {}) =>
    new Promise<{ status: number; json: Record<string, unknown> }>((resolve, reject) => {
      const headers = {
        host,
        'postern-csrf': '1',
        'sec-fetch-site': 'same-origin',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body && { 'content-type': 'application/json' }),
        ...more,
      }
      const request = send({ host: 'localhost', port, method, path, headers }, async (response) => {
        for (const line of response.headers['set-cookie'] ?? []) {
          const [pair = ''] = line.split(';')
          cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
        }
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk)
        const text = Buffer.concat(chunks).toString()
        const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
        resolve({ status: response.statusCode ?? 0, json })
      })
      request.on('error', reject).end(body && JSON.stringify(body))
    })
  return {
    call,
    async logIn(loginName: string, password: string) {
      const { json } = await call('POST', '/auth/login', {})
      const proof = { method: 'password', loginName, password }
      return call('POST', '/auth/login/proof', proof, { 'postern-attempt': String(json['attempt']) })
    },
  }
}

describe('a token whose session has ended', () => {
  let all: Awaited<ReturnType<typeof startAll>>
  beforeAll(async () => {
    all = await startAll({ withGuard: true })
  })

  it.each([
    ['a log-out', '/auth/session'],
    ['a log-out everywhere', '/auth/sessions'],
  ])(
    'is refused by the API as soon as %s is answered, though its guard remembers answers for 30 s',
    async (_, path) => {
      const page = all.browser()
      expect((await page.logIn(all.user.loginName, all.user.password)).status).toBe(200)
      expect((await page.call('GET', '/api/feed')).status).toBe(200)
      const token = all.tokens.at(-1)
      expect(await all.apiSays(token)).toBe(200)
      expect((await page.call('DELETE', path)).status).toBe(204)
      expect(await all.apiSays(token)).toBe(401)
    },
  )

  it('is still taken from the memory of a guard that nobody tells', async () => {
    const alone = await startAll({ withGuard: false })
    const page = alone.browser()
    await page.logIn(alone.user.loginName, alone.user.password)
    await page.call('GET', '/api/feed')
    await page.call('DELETE', '/auth/session')
    expect(await alone.apiSays(alone.tokens.at(-1))).toBe(200)
  })
})

describe('npm start', () => {
  it('lets the gateway tell the newsroom’s API of a log-out', async () => {
    const newsroom = await startNewsroom()
    closing.push(() => newsroom.close())
    const { host, port } = new URL(newsroom.app)
    const page = aBrowser(Number(port), host)
    expect((await page.logIn(newsroom.user, newsroom.password)).status).toBe(200)
    expect((await page.call('GET', '/api/quote')).status).toBe(200)
    expect((await page.call('DELETE', '/auth/session')).status).toBe(204)
    const { health } = newsroom.configuration() as { health: { host: string; port: number } }
    const metrics = await (await fetch(`http://${health.host}:${health.port}/metrics`)).text()
    expect(metrics).toContain('postern_guard_messages_total{outcome="told"} 1')
  })
})
