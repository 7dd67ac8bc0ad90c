import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aService } from './support/a-service.ts'
import { openApiDocument } from '../src/index.ts'
import { ada, publicOrigin, startGateway } from './support/start-gateway.ts'

function anApp(): string {
  const directory = mkdtempSync(join(tmpdir(), 'postern-app-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  mkdirSync(join(directory, 'assets'))
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>app</title>')
  writeFileSync(join(directory, 'assets', 'index-B4x_9kQz.js'), 'export {}')
  writeFileSync(join(directory, 'robots.txt'), 'User-agent: *')
  writeFileSync(join(directory, '.secret'), 'secret')
  return directory
}

async function all() {
  const service = await aService()
  const gateway = await startGateway({
    config: {
      app: { directory: anApp() },
      routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }],
    },
  })
  return { ...gateway, page: gateway.browser() }
}

const navigation = {
  accept: 'text/html,application/xhtml+xml',
  'postern-csrf': undefined,
  'sec-fetch-site': 'none',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
}

describe('the headers of every answer', () => {
  it('have HSTS of a year at least, nosniff, a policy without inline code, and no framing (HDR-1, HDR-2, HDR-4)', async () => {
    const { page, call, port: _ } = await all()
    await page.logIn(ada)
    const replies = [
      await page.send({ path: '/', headers: navigation }),
      await page.send({ path: '/assets/index-B4x_9kQz.js' }),
      await page.send({ path: '/missing.png' }),
      await page.send({ path: '/auth/session' }),
      await page.send({ path: '/auth/nothing' }),
      await page.send({ method: 'PUT', path: '/auth/session' }),
      await page.send({ method: 'POST', path: '/auth/login', body: 'x' }),
      await page.send({ path: '/auth/openapi.json' }),
      await page.send({ path: '/api/x' }),
      await page.send({ method: 'POST', path: '/api/x' }),
      await call({ path: '/auth/session' }),
      await call({ path: '/', headers: { host: 'evil.example' } }),
      await page.logOut(),
    ]
    expect(replies.map(({ status }) => status)).toEqual([
      200, 200, 404, 200, 404, 405, 400, 200, 200, 405, 403, 421, 204,
    ])
    for (const { headers } of replies) {
      expect(
        Number(/^max-age=(\d+); includeSubDomains$/.exec(String(headers['strict-transport-security']))?.[1]),
      ).toBeGreaterThanOrEqual(31_536_000)
      expect(headers['x-content-type-options']).toBe('nosniff')
      const policy = String(headers['content-security-policy'])
      for (const part of [
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "script-src 'self';",
      ])
        expect(policy).toContain(part)
      expect(policy).not.toMatch(/unsafe|\*|data:|https?:/)
      expect(headers).toMatchObject({
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('camera=()'),
        vary: 'Origin, Sec-Fetch-Site',
      })
      expect(headers['x-powered-by']).toBeUndefined()
      expect(headers['server']).toBeUndefined()
    }
  })

  it('let nobody keep what a session or a login says (HDR-3)', async () => {
    const { page } = await all()
    const replies = [
      await page.begin(),
      await page.prove({ method: 'password', loginName: 'x', password: 'wrong' }),
      await page.prove({ method: 'password', ...ada }),
      await page.session(),
      await page.send({ path: '/auth/nothing' }),
      await page.send({ path: '/api/x' }),
      await page.logOut(),
    ]
    expect(replies.map(({ headers }) => headers['cache-control'])).toEqual(Array(7).fill('no-store'))
  })
})

describe('the application', () => {
  it('is served: hashed files for ever, the page anew each time', async () => {
    const { page } = await all()
    const index = await page.send({ path: '/', headers: navigation })
    expect([index.status, index.text, index.headers['cache-control']]).toEqual([
      200,
      '<!doctype html><title>app</title>',
      'no-cache',
    ])
    expect((await page.send({ path: '/assets/index-B4x_9kQz.js' })).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    )
    expect((await page.send({ path: '/robots.txt' })).headers['cache-control']).toBe('no-cache')
  })

  it('answers navigations to its own addresses, and nothing else, with its page', async () => {
    const { page } = await all()
    const status = async (path: string, headers: object = navigation, method = 'GET') =>
      (await page.send({ method, path, headers: { ...headers } })).status
    expect(await status('/articles/7?x=y')).toBe(200)
    expect(await status('/articles/7', navigation, 'HEAD')).toBe(200)
    expect(await status('/articles/7', { ...navigation, accept: 'application/json' })).toBe(404)
    expect(await status('/assets/index-gone0000.js')).toBe(404)
    expect(await status('/assets/gone')).toBe(404)
    expect(await status('/gone.css')).toBe(404)
    expect(await status('/articles/7', navigation, 'POST')).toBe(405)
    expect(
      await status('/auth/nothing', { ...navigation, 'postern-csrf': '1', 'sec-fetch-site': 'same-origin' }),
    ).toBe(404)
    expect(await status('/api/x', navigation)).toBe(403)
  })

  it.each(['/*/', '/**', '/x*y', '/:id', '/auth/*', '/auth/:x/*/'])(
    'has nothing at an address that looks like a pattern: %s',
    async (path) => {
      const { page } = await all()
      for (const [method, status] of [
        ['GET', 404],
        ['POST', path.startsWith('/auth') ? 404 : 405],
      ] as const)
        expect((await page.send({ method, path })).status).toBe(status)
    },
  )

  it('is reached by a link from elsewhere, and embedded by nobody', async () => {
    const { page } = await all()
    const link = { ...navigation, 'sec-fetch-site': 'cross-site' }
    expect((await page.send({ path: '/articles/7', headers: link })).status).toBe(200)
    for (const headers of [
      { ...link, 'sec-fetch-dest': 'iframe' },
      { ...link, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
      { ...link, origin: 'https://evil.example' },
    ])
      expect((await page.send({ path: '/', headers })).status).toBe(403)
  })

  it.each(['/.secret', '/%2esecret', '/assets/../.secret', '/..%2f..%2fetc/passwd', '/assets'])(
    'gives away nothing beside it: %s',
    async (path) => {
      const { page } = await all()
      const reply = await page.send({ path })
      expect(reply.status).toBeGreaterThanOrEqual(400)
      expect(reply.text).not.toContain('secret')
    },
  )

  it('may be left out', async () => {
    const { browser } = await startGateway()
    expect((await browser().send({ path: '/', headers: navigation })).status).toBe(404)
  })
})

describe('the OpenAPI document', () => {
  it('describes every address of the gateway, for anybody', async () => {
    const { call } = await startGateway()
    const { status, json, headers } = await call({ path: '/auth/openapi.json' })
    expect([status, json['openapi'], headers['content-type']]).toEqual([
      200,
      '3.1.0',
      'application/json; charset=utf-8',
    ])
    const paths = json['paths'] as Record<string, Record<string, { operationId: string }>>
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    expect(operations.toSorted()).toEqual([
      'delete /auth/login',
      'delete /auth/session',
      'delete /auth/sessions',
      'delete /auth/sessions/{id}',
      'get /auth/login',
      'get /auth/session',
      'get /auth/sessions',
      'post /auth/backchannel-logout',
      'post /auth/login',
      'post /auth/login/proof',
    ])
    expect(JSON.stringify(json)).not.toMatch(/access_?token|id_?token/i)
    expect(JSON.parse(JSON.stringify(await openApiDocument(publicOrigin)))).toEqual(json)
  })
})
