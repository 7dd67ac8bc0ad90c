import { describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import { ada, publicOrigin, startGateway } from './support/start-gateway.ts'

const routes = (upstream: string) => [
  {
    path: '/api',
    upstream,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    token: 'access_token',
  },
]

const own = [
  ['POST', '/auth/login'],
  ['GET', '/auth/login'],
  ['POST', '/auth/login/proof'],
  ['DELETE', '/auth/login'],
  ['GET', '/auth/session'],
  ['DELETE', '/auth/session'],
] as const
const proxied = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map(
  (method) => [method, '/api/x'] as const,
)
const calls = [...own, ...proxied]

describe('the defence against forged requests', () => {
  it.each(calls)('refuses %s %s without our header (CSRF-1, CSRF-2)', async (method, path) => {
    const service = await aService()
    const { browser, events } = await startGateway({ config: { routes: routes(service.origin) } })
    const page = browser()
    await page.logIn(ada)
    for (const value of [undefined, '', '0', 'true', '1, 1']) {
      const reply = await page.send({ method, path, headers: { 'postern-csrf': value } })
      expect([value, reply.status]).toEqual([value, 403])
      expect(reply.headers['content-type']).toBe('application/problem+json')
    }
    expect(service.requests).toEqual([])
    expect(events('request.forged')).toHaveLength(5)
  })

  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': undefined },
    { 'sec-fetch-site': undefined, origin: 'https://evil.example' },
    { 'sec-fetch-site': undefined, origin: 'null' },
    { 'sec-fetch-site': undefined, origin: `${publicOrigin}.evil.example` },
    { 'sec-fetch-site': undefined, origin: publicOrigin.replace('http:', 'https:') },
    { 'sec-fetch-site': undefined, origin: publicOrigin.replace(':8080', '') },
    { 'sec-fetch-site': undefined, origin: `${publicOrigin}, ${publicOrigin}` },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site', origin: publicOrigin },
  ]

  it.each(calls)(
    'refuses %s %s from anywhere else, although the header is there (CSRF-1, CSRF-4)',
    async (method, path) => {
      const service = await aService()
      const { browser, stored } = await startGateway({ config: { routes: routes(service.origin) } })
      const page = browser()
      await page.logIn(ada)
      const before = await stored()
      for (const headers of foreign) {
        const reply = await page.send({ method, path, headers })
        expect([headers, reply.status]).toEqual([headers, 403])
      }
      expect(service.requests).toEqual([])
      expect(await stored()).toEqual(before)
    },
  )

  it('lets our own page through, by site or by origin (CSRF-4)', async () => {
    const { browser } = await startGateway()
    for (const headers of [
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'same-origin', origin: publicOrigin },
      { 'sec-fetch-site': undefined, origin: publicOrigin },
    ])
      expect((await browser().send({ path: '/auth/session', headers })).status).toBe(200)
  })

  it('refuses a login that another origin posts with credentials of its own (CSRF-6)', async () => {
    const { browser, engine } = await startGateway()
    const victim = browser()
    await victim.begin()
    const reply = await victim.send({
      method: 'POST',
      path: '/auth/login/proof',
      headers: {
        'sec-fetch-site': 'cross-site',
        origin: 'https://evil.example',
        'content-type': 'text/plain',
        'postern-csrf': undefined,
      },
      body: JSON.stringify({ method: 'password', ...ada }),
    })
    expect([reply.status, engine.proofs.length, reply.setCookies]).toEqual([403, 0, []])
  })

  it('destroys the pre-login session at login (CSRF-6)', async () => {
    const { browser } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    expect([...page.cookies.keys()]).toEqual(['__Host-postern', '__Host-postern-device'])
  })

  it.each(['null', `${publicOrigin}.evil.example`, publicOrigin.replace('http:', 'https:'), publicOrigin])(
    'answers no preflight from %s with anything that allows (CSRF-3)',
    async (origin) => {
      const service = await aService()
      const { call } = await startGateway({ config: { routes: routes(service.origin) } })
      for (const path of ['/auth/login', '/auth/session', '/api/x', '/']) {
        const headers = {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'postern-csrf, content-type',
        }
        const reply = await call({ method: 'OPTIONS', path, headers })
        expect(`${path} ${reply.status}`).toMatch(/ 4\d\d$/)
        expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
      }
      expect(service.requests).toEqual([])
    },
  )

  it('changes nothing by GET and HEAD (CSRF-5)', async () => {
    const { browser, stored, clock } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    await page.begin()
    const before = await stored()
    clock.advance(90_000)
    for (const path of ['/auth/login', '/auth/login/proof', '/auth/session', '/auth/openapi.json'])
      for (const method of ['GET', 'HEAD'])
        await page.send({ method, path, headers: { 'postern-attempt': page.attempt } })
    expect(await stored()).toEqual(before)
  })
})
