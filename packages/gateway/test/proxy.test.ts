import { describe, expect, it } from 'vitest'
import { aProxy } from './support/a-proxy.ts'
import { aService } from './support/a-service.ts'
import { head, untilClosed } from './support/raw.ts'
import { ada, configOf, publicOrigin, startGateway } from './support/start-gateway.ts'

describe('the proxy', () => {
  it('passes on what the route allows, byte for byte, with the token that it names', async () => {
    const { page, service, engine } = await aProxy({ methods: ['GET', 'POST'], token: 'access_token' })
    await page.logIn(ada)
    const body = JSON.stringify({ text: 'ä\u0000' })
    const reply = await page.send({ method: 'POST', path: '/api/notes?q=a%20b&x[]=1', body })
    expect([reply.status, reply.text]).toEqual([200, 'ok'])
    expect(service.requests).toMatchObject([
      {
        method: 'POST',
        url: '/api/notes?q=a%20b&x[]=1',
        body,
        headers: { authorization: `Bearer ${engine.tokens[0]}` },
      },
    ])
  })

  it('attaches no token where the route names none, whoever is logged in', async () => {
    const { page, service } = await aProxy()
    await page.logIn(ada)
    await page.send({ path: '/api' })
    expect(service.requests[0]?.headers.authorization).toBeUndefined()
  })

  it('refuses a route with a token when nobody is logged in, before any connection', async () => {
    const { page, service } = await aProxy({ token: 'access_token' })
    const reply = await page.send({ path: '/api/x' })
    expect([reply.status, reply.json['code'], service.connections()]).toEqual([401, 'SESSION_REQUIRED', 0])
  })

  it.each(['PUT', 'DELETE', 'TRACE', 'PROPFIND', 'HEAD'])(
    'refuses %s on a route without it, before any connection (PROXY-1)',
    async (method) => {
      const { page, service, events } = await aProxy({ methods: ['GET'] })
      const reply = await page.send({ method, path: '/api/x' })
      expect([reply.status, reply.headers['allow'], service.connections()]).toEqual([405, 'GET', 0])
      expect(events('proxy.method_refused')).toHaveLength(1)
    },
  )

  it('has a list of routes that nobody changes at run time (PROXY-1)', async () => {
    const config = await configOf({ routes: [{ path: '/api', upstream: 'https://api.example.com' }] })
    const [route] = config.routes as { upstream: string; methods: string[] }[]
    const changes = [
      () => (config.routes as unknown[]).push(route),
      () => Object.assign(route ?? {}, { upstream: 'https://evil.example' }),
      () => route?.methods.push('TRACE'),
      () => Object.assign(config, { routes: [] }),
    ]
    for (const change of changes) expect(change).toThrow(TypeError)
    expect(config.routes).toMatchObject([{ upstream: 'https://api.example.com', methods: ['GET', 'HEAD'] }])
  })

  it('opens no tunnel (PROXY-1)', async () => {
    const { port, service } = await aProxy()
    const host = new URL(service.origin).host
    expect(await untilClosed(port, `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    )
    expect(service.connections()).toBe(0)
  })

  it.each(['/', '/apiary', '/API/x', '/ap', '/a/api/x', '/other'])(
    'passes nothing on that is outside its path: %s (PROXY-1)',
    async (path) => {
      const { page, service } = await aProxy()
      expect((await page.send({ path })).status).toBe(404)
      expect(service.connections()).toBe(0)
    },
  )

  it('takes the route with the longest path, by whole segments', async () => {
    const [general, special] = [await aService(), await aService()]
    const { browser } = await startGateway({
      config: {
        routes: [
          { path: '/api', upstream: general.origin },
          { path: '/api/admin', upstream: special.origin, token: 'access_token' },
        ],
      },
    })
    const page = browser()
    await page.send({ path: '/api/administrators' })
    for (const path of ['/api/admin', '/api/admin/x', '/api/%61dmin/x', '/api/adm%69n'])
      expect([path, (await page.send({ path })).status]).toEqual([path, 401])
    expect(general.requests.map(({ url }) => url)).toEqual(['/api/administrators'])
    expect(special.connections()).toBe(0)
  })

  it.each([
    '/api/../secret',
    '/api/./x',
    '/api/..',
    '/api/%2e%2e/secret',
    '/api/.%2E/secret',
    '/api/%2fevil',
    '/api/a%2Fb',
    '/api/a%5Cb',
    '/api\\..\\x',
    '//evil.example/x',
    '/api//x',
    '/api/%252e%252e/x',
    '/api/%25252fx',
    '/api/..;/x',
    '/api/..;a=b/x',
    '/api/%00',
    '/api/%0d%0aX:%20y',
    '/api/%zz',
    '/api/%',
    '/api/%c0%ae%c0%ae/x',
    '/api/%ef%bc%8e%ef%bc%8e/x',
    '/api/x#y',
    '/api/x?q=%zz',
    '/api/x?q=\\',
  ])('refuses the target %s (PROXY-2)', async (path) => {
    const { port, service } = await aProxy()
    const answer = await untilClosed(port, `${head(`GET ${path} HTTP/1.1`)}\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(service.connections()).toBe(0)
  })

  it.each(['http://evil.example/api/x', 'https://localhost:8080/api/x', '*', 'api/x', '@evil.example/'])(
    'refuses the form %s (PROXY-2)',
    async (target) => {
      const { port, service } = await aProxy()
      const answer = await untilClosed(port, `${head(`GET ${target} HTTP/1.1`)}\r\n`)
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
      expect(service.connections()).toBe(0)
    },
  )

  it.each([
    '/api/@evil.example',
    '/api/:80',
    '/api/a%20b',
    '/api/%E4%BD%A0',
    '/api/a.b..c',
    "/api/(x)!$&'*+,;=",
  ])('keeps the service fixed and the path as it is: %s (PROXY-2)', async (path) => {
    const { page, service } = await aProxy()
    expect((await page.send({ path })).status).toBe(200)
    expect(service.requests.map(({ url }) => url)).toEqual([path])
  })

  it('removes what a client says of itself, then adds what is true (PROXY-3, PROXY-9)', async () => {
    const { page, service, engine } = await aProxy({ token: 'access_token' })
    await page.logIn(ada)
    const forged = [
      'authorization',
      'dpop',
      'proxy-authorization',
      'forwarded',
      'x-forwarded-user',
      'x-forwarded-groups',
      'x-forwarded-client-cert',
      'x-forwarded-port',
      'x-real-ip',
      'true-client-ip',
      'cf-connecting-ip',
      'via',
      'client-cert',
      'client-cert-chain',
      'x-client-cert',
      'ssl-client-verify',
      'x-ssl-client-dn',
      'remote-user',
      'x-remote-user',
      'x-user-id',
      'x-auth-request-user',
      'x-amzn-oidc-data',
      'x-goog-iap-jwt-assertion',
      'x-ms-client-principal',
      'x-original-url',
      'x-rewrite-url',
      'x-http-method-override',
      'x_forwarded_for',
      'remote_user',
      'te',
      'proxy-connection',
      'x-hop',
    ]
    await page.send({
      path: '/api/x',
      headers: {
        ...Object.fromEntries(forged.map((name) => [name, 'forged'])),
        'x-forwarded-for': '6.6.6.6',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'gopher',
        connection: 'keep-alive, x-hop',
        accept: 'application/json',
        'x-request-name': 'kept',
      },
    })
    const headers = service.requests[0]?.headers ?? {}
    expect(JSON.stringify(headers)).not.toMatch(/forged|6\.6\.6\.6|evil|gopher|postern/)
    expect(headers).toMatchObject({
      host: new URL(service.origin).host,
      authorization: `Bearer ${engine.tokens[0]}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'localhost:8080',
      'x-forwarded-proto': 'http',
      accept: 'application/json',
      'x-request-name': 'kept',
    })
    expect(headers.cookie).toBeUndefined()
  })

  it('passes no cookie, CORS or security header of the service on, and keeps ours (PROXY-4)', async () => {
    const { page } = await aProxy({}, (_, response) => {
      response.setHeader('set-cookie', ['a=b', '__Host-postern=stolen'])
      for (const name of [
        'access-control-allow-origin',
        'access-control-allow-credentials',
        'timing-allow-origin',
        'refresh',
        'alt-svc',
        'server',
        'x-powered-by',
      ])
        response.setHeader(name, 'service')
      for (const name of [
        'content-security-policy',
        'strict-transport-security',
        'x-frame-options',
        'clear-site-data',
        'referrer-policy',
      ])
        response.setHeader(name, 'service')
      response.setHeader('www-authenticate', 'Basic realm="x"')
      response.setHeader('content-type', 'application/json')
      response.setHeader('etag', '"kept"')
      response.setHeader('connection', 'x-hop')
      response.setHeader('x-hop', 'service')
      response.end('{}')
    })
    const { headers, setCookies } = await page.send({ path: '/api/x' })
    expect(setCookies).toEqual([])
    expect(JSON.stringify(headers)).not.toContain('service')
    expect(headers['www-authenticate']).toBeUndefined()
    expect(headers).toMatchObject({
      etag: '"kept"',
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
  })

  it('adds to what an answer depends on, and takes nothing of it away (HDR-4)', async () => {
    const { page } = await aProxy({}, (_, response) =>
      response.writeHead(200, { vary: 'Accept-Encoding' }).end(),
    )
    expect((await page.send({ path: '/api/x' })).headers['vary']).toBe(
      'Origin, Sec-Fetch-Site, Accept-Encoding',
    )
  })

  it('passes a Bearer challenge on', async () => {
    const { page } = await aProxy({}, (_, response) => {
      response
        .writeHead(401, { 'www-authenticate': 'Bearer error="insufficient_user_authentication", max_age=60' })
        .end()
    })
    const reply = await page.send({ path: '/api/x' })
    expect([reply.status, reply.headers['www-authenticate']]).toEqual([
      401,
      'Bearer error="insufficient_user_authentication", max_age=60',
    ])
  })

  it.each([
    ['Basic realm="x"'],
    ['Bearer realm="x", Basic realm="y"'],
    ['Bearer', 'Basic realm="y"'],
    ['Bearer realm="x, y",Basic'],
    ['Bearer realm="\\"", Negotiate'],
    ['Digest realm="Bearer"'],
    ['bearerish x=y'],
  ])(
    'passes no challenge on that makes a browser ask for a password: %s %s (PROXY-4)',
    async (...challenges) => {
      const { page } = await aProxy({}, (_, response) =>
        response.writeHead(401, { 'www-authenticate': challenges }).end(),
      )
      const reply = await page.send({ path: '/api/x' })
      expect([reply.status, reply.headers['www-authenticate']]).toEqual([401, undefined])
    },
  )

  it('passes no answer on that redirects to two addresses (PROXY-5)', async () => {
    for (const location of [
      ['/api/y', 'https://evil.example/'],
      ['https://evil.example/', '/api/y'],
    ]) {
      const { page } = await aProxy({}, (_, response) =>
        response
          .writeHead(
            302,
            location.flatMap((address) => ['location', address]),
          )
          .end(),
      )
      expect((await page.send({ path: '/api/x' })).json['code']).toBe('UPSTREAM_REFUSED')
    }
  })

  it('lets nobody keep an answer for which a session spoke (HDR-3)', async () => {
    const { page } = await aProxy({ token: 'access_token' }, (_, response) => {
      response.writeHead(200, { 'cache-control': 'public, max-age=600' }).end()
    })
    await page.logIn(ada)
    expect((await page.send({ path: '/api/x' })).headers['cache-control']).toBe('no-store')
  })

  it.each([
    'https://evil.example/x',
    '//evil.example/x',
    '/\\evil.example',
    'javascript:alert(1)',
    'http://127.0.0.1:1/x',
    'http://localhost:8080.evil.example/',
  ])('neither follows a redirect to %s nor passes it on (PROXY-5)', async (location) => {
    for (const status of [302, 307]) {
      const { page, service, events } = await aProxy({}, (_, response) =>
        response.writeHead(status, { location }).end(),
      )
      const reply = await page.send({ path: '/api/x' })
      expect([reply.status, reply.json['code'], reply.headers['location']]).toEqual([
        502,
        'UPSTREAM_REFUSED',
        undefined,
      ])
      expect(service.requests).toHaveLength(1)
      expect(events('proxy.answer_refused')).toHaveLength(1)
    }
  })

  it.each(['/api/y', 'y?z=1', `${publicOrigin}/api/y`])(
    'passes a redirect to %s on, and does not follow it (PROXY-5)',
    async (location) => {
      const { page, service } = await aProxy({}, (_, response) => response.writeHead(302, { location }).end())
      const reply = await page.send({ path: '/api/x' })
      expect([reply.status, reply.headers['location'], service.requests.length]).toEqual([302, location, 1])
    },
  )

  it('gives each service the token of its route only (PROXY-6)', async () => {
    const [one, other] = [await aService(), await aService()]
    const { browser, engine } = await startGateway({
      config: {
        routes: [
          { path: '/one', upstream: one.origin, token: 'access_token' },
          { path: '/other', upstream: other.origin },
        ],
      },
    })
    const page = browser()
    await page.logIn(ada)
    await page.send({ path: '/one' })
    await page.send({ path: '/other' })
    expect(one.requests[0]?.headers.authorization).toBe(`Bearer ${engine.tokens[0]}`)
    expect(other.requests[0]?.headers.authorization).toBeUndefined()
  })

  it.each(['evil.example', 'localhost', 'localhost:8080.evil.example', '127.0.0.1:8080', ''])(
    'does not serve the host %s',
    async (host) => {
      const { call, events } = await aProxy()
      const reply = await call({
        path: '/api/x',
        headers: { host, 'postern-csrf': '1', 'sec-fetch-site': 'same-origin' },
      })
      expect([reply.status, reply.json['code']]).toEqual([421, 'HOST_UNKNOWN'])
      expect(events('request.host_unknown')).toHaveLength(1)
    },
  )

  it('does not serve a request with two hosts', async () => {
    const { port } = await aProxy()
    expect(
      await untilClosed(port, 'GET / HTTP/1.1\r\nHost: localhost:8080\r\nHost: evil.example\r\n\r\n'),
    ).toMatch(/^HTTP\/1\.1 4(00|21) /)
  })
})
