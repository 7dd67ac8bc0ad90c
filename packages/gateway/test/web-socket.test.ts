import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { WebSocket } from 'ws'
import { aService } from './support/a-service.ts'
import { anEcho, aSocketRoute, closeOf, messageOf, opened } from './support/a-web-socket.ts'
import { aRawService, untilClosed } from './support/raw.ts'
import { configOf, publicOrigin } from './support/start-gateway.ts'

const key = 'dGhlIHNhbXBsZSBub25jZQ=='
const agreed = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
const accept = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='

describe('a web socket through the proxy', () => {
  it('carries messages both ways, of every size and kind, and ends with either side', async () => {
    const { open, echo } = await aSocketRoute()
    const socket = opened(await open())
    for (const length of [0, 1, 125, 126, 65_535, 65_536, 3_000_000]) {
      const sent = Buffer.alloc(length, 'x')
      const back = messageOf(socket)
      socket.send(sent)
      expect((await back).equals(sent)).toBe(true)
    }
    const ended = closeOf(socket)
    for (const client of echo?.server.clients ?? []) client.close(4321, 'enough')
    expect(await ended).toBe(4321)

    const other = opened(await open())
    const [client] = echo?.server.clients ?? []
    const gone = closeOf(client as WebSocket)
    other.close(4322)
    expect(await gone).toBe(4322)
  })

  it('brings the token, our words and the canonical target to the service, and nothing that a client says of itself (PROXY-2, PROXY-3)', async () => {
    const { open, echo, engine } = await aSocketRoute()
    const forged = ['authorization', 'dpop', 'x-forwarded-user', 'x-real-ip', 'x-user-id', 'x-original-url']
    opened(
      await open(
        { ...Object.fromEntries(forged.map((name) => [name, 'forged'])), 'x-request-name': 'kept' },
        [],
        '/live/%7Eme?a=b',
      ),
    )
    const [handshake] = echo?.handshakes ?? []
    expect(handshake?.url).toBe('/live/~me?a=b')
    expect(JSON.stringify(handshake?.rawHeaders)).not.toMatch(/forged|postern/i)
    expect(handshake?.headers).toMatchObject({
      host: new URL(echo?.origin ?? '').host,
      authorization: `Bearer ${engine.tokens[0]}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'localhost:8080',
      'x-request-name': 'kept',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
    })
    expect(handshake?.headers.cookie).toBeUndefined()
    expect(handshake?.headers['sec-websocket-extensions']).toBeUndefined()
  })

  it.each([
    ['no origin', { origin: undefined }],
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['a sibling origin', { origin: 'http://evil.localhost:8080' }],
    ['the origin null', { origin: 'null' }],
    ['another scheme', { origin: publicOrigin.replace('http:', 'https:') }],
    ['an origin that begins as ours', { origin: `${publicOrigin}.evil.example` }],
    ['our header in place of the origin', { origin: undefined, 'postern-csrf': '1' }],
    ['a site in place of the origin', { origin: undefined, 'sec-fetch-site': 'same-origin' }],
    ['another site beside our origin', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site beside our origin', { 'sec-fetch-site': 'same-site' }],
  ])('is refused from %s, although the cookie is good (CSRF-9)', async (_, headers) => {
    const { open, echo, events } = await aSocketRoute()
    expect(await open(headers)).toMatchObject({ status: 403, code: 'REQUEST_FORGED' })
    expect(events('request.forged')).toHaveLength(1)
    expect(echo?.handshakes).toEqual([])
  })

  it('is opened by our own page, whether the browser tells the site or not (CSRF-9)', async () => {
    const { open } = await aSocketRoute()
    for (const headers of [{}, { 'sec-fetch-site': 'same-origin' }])
      expect(opened(await open(headers)).readyState).toBe(1)
  })

  it('is refused where the route does not have it: nothing said means no', async () => {
    const { open, echo } = await aSocketRoute({ webSocket: undefined })
    expect(await open()).toMatchObject({ status: 501, code: 'UPGRADE_UNSUPPORTED' })
    expect(await open({}, [], '/auth/session')).toMatchObject({ status: 501, code: 'UPGRADE_UNSUPPORTED' })
    expect(await open({}, [], '/')).toMatchObject({ status: 501, code: 'UPGRADE_UNSUPPORTED' })
    expect(echo?.handshakes).toEqual([])
  })

  it('needs a session where the route has a token, a host that is ours, one cookie, and a target that reads in one way', async () => {
    const { open, cookie, echo } = await aSocketRoute()
    const refused = async (...parameters: Parameters<typeof open>) => {
      const result = await open(...parameters)
      return 'code' in result ? [result.status, result.code] : ['opened']
    }
    expect(await refused({ cookie: undefined })).toEqual([401, 'SESSION_REQUIRED'])
    expect(await refused({ cookie: `__Host-postern=${'A'.repeat(43)}` })).toEqual([401, 'SESSION_REQUIRED'])
    expect(await refused({ host: 'evil.example' })).toEqual([421, 'HOST_UNKNOWN'])
    expect(await refused({ cookie: `${cookie}; ${cookie}` })).toEqual([400, 'COOKIE_AMBIGUOUS'])
    expect(await refused({}, [], '/live//admin')).toEqual([400, 'TARGET_REFUSED'])
    expect(echo?.handshakes).toEqual([])
  })

  it('needs no session where the route has no token', async () => {
    const { open, echo } = await aSocketRoute({ token: 'none' })
    opened(await open({ cookie: undefined }))
    expect(echo?.handshakes[0]?.headers.authorization).toBeUndefined()
  })

  it('asks only for subprotocols that the route names, since a page may put a token there (PROXY-3)', async () => {
    const { open, echo } = await aSocketRoute({ webSocketProtocols: ['feed.v2', 'feed.v1'] })
    const socket = opened(await open({}, ['feed.v1', 'bearer.eyJhbGciOi', 'feed.v2']))
    expect(socket.protocol).toBe('feed.v1')
    expect(echo?.handshakes[0]?.headers['sec-websocket-protocol']).toBe('feed.v1, feed.v2')
    expect(await open({}, ['bearer.eyJhbGciOi'])).toMatchObject({ status: 400, code: 'WEBSOCKET_REFUSED' })
    expect(echo?.handshakes).toHaveLength(1)
  })
})

/** An opening handshake, line by line. */
const handshake = (change: Record<string, string | undefined> = {}, first = 'GET /live HTTP/1.1'): string => {
  const headers = {
    Host: 'localhost:8080',
    Origin: publicOrigin,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': key,
    ...change,
  }
  const lines = Object.entries(headers).filter(([, value]) => value !== undefined)
  return `${first}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}

describe('the opening handshake of a web socket (RFC 6455 §4.2)', () => {
  it.each([
    ['another method', handshake({}, 'POST /live HTTP/1.1'), 400],
    ['HTTP/1.0', handshake({}, 'GET /live HTTP/1.0'), 400],
    ['another version', handshake({ 'Sec-WebSocket-Version': '8' }), 400],
    ['two versions', handshake({ 'Sec-WebSocket-Version': '13, 8' }), 400],
    ['no version', handshake({ 'Sec-WebSocket-Version': undefined }), 400],
    ['no key', handshake({ 'Sec-WebSocket-Key': undefined }), 400],
    ['a short key', handshake({ 'Sec-WebSocket-Key': 'AAAA' }), 400],
    ['a long key', handshake({ 'Sec-WebSocket-Key': `${'A'.repeat(42)}==` }), 400],
    ['two keys', handshake({ 'Sec-WebSocket-Key': `${key}, ${key}` }), 400],
    ['h2c', handshake({ Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' }), 400],
    ['h2c beside web sockets', handshake({ Upgrade: 'h2c, websocket' }), 400],
    ['TLS', handshake({ Upgrade: 'TLS/1.0' }), 400],
    ['a body', `${handshake({ 'Content-Length': '5' })}hello`, 400],
    ['an empty body', handshake({ 'Content-Length': '0' }), 400],
    ['a coded body', `${handshake({ 'Transfer-Encoding': 'chunked' })}0\r\n\r\n`, 400],
    ['octets behind it', `${handshake()}GET /live/admin HTTP/1.1\r\nHost: localhost:8080\r\n\r\n`, 400],
  ])('is refused with %s, and the connection closed (PROXY-7)', async (_, text, status) => {
    const { port, echo } = await aSocketRoute({ token: 'none', methods: ['GET', 'POST'] })
    const answer = await untilClosed(port, text)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1)
    expect(answer).toContain('application/problem+json')
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff')
    expect(echo?.handshakes).toEqual([])
  })

  it('is not answered in the middle of another answer on its connection', async () => {
    const reached = Promise.withResolvers<void>()
    const service = await aService((_, response) => {
      response.write('half')
      reached.resolve()
    })
    const { port } = await aSocketRoute({ token: 'none' }, { service })
    const own = `GET /live HTTP/1.1\r\nHost: localhost:8080\r\nPostern-CSRF: 1\r\nSec-Fetch-Site: same-origin\r\n\r\n`
    const answer = await untilClosed(port, own, (text, socket) => {
      if (text.endsWith('half\r\n')) socket.write(handshake())
    })
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1)
    await reached.promise
  })

  it.each([
    ['no proof', agreed],
    ['a proof for another key', `${agreed}Sec-WebSocket-Accept: ${'A'.repeat(27)}=\r\n`],
    ['an extension', `${agreed}Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Extensions: x\r\n`],
    ['a subprotocol of its own', `${agreed}Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: x\r\n`],
    [
      'another protocol',
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n`,
    ],
    ['half an upgrade', `HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: ${accept}\r\n`],
  ])('opens no tunnel when the service agrees with %s', async (_, head) => {
    const service = await aRawService((socket) => socket.write(`${head}\r\n`))
    const { port, events } = await aSocketRoute({ token: 'none' }, { service })
    const answer = await untilClosed(port, handshake())
    expect(answer).toMatch(/^HTTP\/1\.1 502 /)
    expect(answer).toContain('UPSTREAM_REFUSED')
    expect(answer).not.toMatch(/sec-websocket/i)
    expect(events('proxy.answer_refused')).toHaveLength(1)
  })

  it('hands on the very octets that follow the agreement', async () => {
    const service = await aRawService((socket) =>
      socket.write(`${agreed}Sec-WebSocket-Accept: ${accept}\r\n\r\n\u0081\u0002hi`, 'latin1'),
    )
    const { port } = await aSocketRoute({ token: 'none' }, { service })
    const answer = await untilClosed(port, handshake(), (text, socket) => {
      if (text.endsWith('hi')) socket.destroy()
    })
    expect(answer).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/)
    expect(answer).toContain(`sec-websocket-accept: ${accept}\r\n`)
    expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe('\u0081\u0002hi')
  })

  it.each([401, 404, 426, 200])('passes a %s of the service on as any other answer', async (status) => {
    const service = await aService((_, response) => {
      response.writeHead(status, { 'set-cookie': 'a=b', 'content-type': 'text/plain', 'x-name': 'kept' })
      response.end('no web sockets')
    })
    const { open } = await aSocketRoute({}, { service })
    const result = await open()
    expect(result).toMatchObject({ status, code: 'no web sockets' })
    expect('headers' in result && result.headers).toMatchObject({
      'x-name': 'kept',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    })
    expect('headers' in result && result.headers['set-cookie']).toBeUndefined()
  })

  it('ends after its time when the service does not answer', async () => {
    const server = createServer()
    server.on('upgrade', () => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.close()
      server.closeAllConnections()
    })
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { open } = await aSocketRoute({ answerTimeoutMs: 20 }, { service: { origin } })
    expect(await open()).toMatchObject({ status: 504, code: 'UPSTREAM_TIMEOUT' })
  })

  it('says that the service is down', async () => {
    const { open } = await aSocketRoute({}, { service: { origin: 'http://127.0.0.1:1' } })
    expect(await open()).toMatchObject({ status: 502, code: 'UPSTREAM_UNREACHABLE' })
  })
})

describe('the limits of web sockets', () => {
  it('hold for one session and for the whole route, and a place is free again when a web socket has ended (OPS-3)', async () => {
    const { open, browser, events } = await aSocketRoute({ webSocketsPerSession: 2, webSockets: 3 })
    const other = browser()
    await other.logIn({ loginName: 'ada@example.com', password: 'correct horse battery staple' })
    const otherCookie = `__Host-postern=${other.cookies.get('__Host-postern')}`
    const first = opened(await open())
    opened(await open())
    expect(await open()).toMatchObject({ status: 429, code: 'WEBSOCKETS_EXHAUSTED' })
    opened(await open({ cookie: otherCookie }))
    expect(await open({ cookie: otherCookie })).toMatchObject({ status: 429 })
    expect(events('proxy.web_sockets_exhausted').map(({ limit }) => limit)).toEqual(['session', 'route'])
    first.close()
    await closeOf(first)
    await expect
      .poll(async () => 'socket' in (await open({ cookie: otherCookie })), { interval: 20 })
      .toBe(true)
  })

  it('count those that were opened before a reload, until each of them has ended', async () => {
    const { open, gateway, echo } = await aSocketRoute({ webSocketsPerSession: 2 })
    const first = opened(await open())
    opened(await open())
    const route = { path: '/live', upstream: echo?.origin, token: 'access_token', webSocket: true }
    const reload = (more: object) => gateway.reload(() => configOf({ routes: [{ ...route, ...more }] }))
    const isRefused = async (limit: object): Promise<void> => {
      expect(await reload(limit)).toBe('reloaded')
      expect(await open()).toMatchObject({ status: 429, code: 'WEBSOCKETS_EXHAUSTED' })
    }
    await isRefused({ webSocketsPerSession: 2 })
    await isRefused({ webSockets: 2 })
    first.close()
    await closeOf(first)
    await expect.poll(async () => 'socket' in (await open()), { interval: 20 }).toBe(true)
    expect(await open()).toMatchObject({ status: 429 })
  })

  it('count no handshake that came to nothing', async () => {
    const service = await aService((_, response) => response.writeHead(404).end('x'))
    const { open } = await aSocketRoute({ webSocketsPerSession: 1 }, { service })
    for (let round = 0; round < 3; round += 1) expect(await open()).toMatchObject({ status: 404 })
  })

  it('end one in which nothing moves, and leave one in which something does', async () => {
    const { open } = await aSocketRoute({ idleTimeoutMs: 700 })
    const [still, talking] = [opened(await open()), opened(await open())]
    talking.on('message', () => talking.send('again'))
    talking.send('first')
    expect(await closeOf(still)).toBe(3008)
    expect(talking.readyState).toBe(talking.OPEN)
  })

  it('let the slower side set the pace, in both directions', async () => {
    const service = await anEcho()
    const { open } = await aSocketRoute({}, { service })
    const chunk = Buffer.alloc(256 * 1024, 'x')
    const socket = opened(await open())
    const [client] = service.server.clients
    for (const [slow, fast] of [
      [socket, client as WebSocket],
      [client as WebSocket, socket],
    ] as const) {
      slow.pause()
      for (let sent = 0; sent < 256; sent += 1) fast.send(chunk)
      // What the kernel and the gateway hold is small beside what was sent: the rest waits where it comes from.
      const waiting = (): number => fast.bufferedAmount
      let before = -1
      const isStill = (): boolean => {
        const same = waiting() === before
        before = waiting()
        return same
      }
      await expect.poll(isStill, { interval: 200, timeout: 10_000 }).toBe(true)
      expect(waiting()).toBeGreaterThan(24 * 1024 * 1024)
      slow.resume()
      await expect.poll(waiting, { interval: 20, timeout: 20_000 }).toBe(0)
    }
  })
})

describe('a web socket when the gateway ends', () => {
  it('is told so after the grace, both sides, and holds nothing up', async () => {
    const { open, gateway, waits, echo } = await aSocketRoute()
    const socket = opened(await open())
    const [client] = echo?.server.clients ?? []
    const codes = Promise.all([closeOf(socket), closeOf(client as WebSocket)])
    const closed = gateway.close()
    await expect.poll(() => waits.some(({ ms }) => ms === 10_000)).toBe(true)
    expect(socket.readyState).toBe(socket.OPEN)
    for (const { resolve } of waits) resolve()
    expect(await codes).toEqual([1001, 1001])
    await closed
  })

  it('is cut when a frame is under way, where no other fits in', async () => {
    const service = await aRawService((socket, received) => {
      if (received.startsWith('GET '))
        socket.write(`${agreed}Sec-WebSocket-Accept: ${accept}\r\n\r\n\u0081\u0005he`, 'latin1')
    })
    const { gateway, waits, port } = await aSocketRoute({ token: 'none' }, { service })
    const half = '\u0082\u00e4\u0001\u0002\u0003\u0004\u0005'
    const answer = untilClosed(port, handshake(), (text, socket) => {
      if (text.endsWith('\u0081\u0005he')) socket.write(half, 'latin1')
    })
    await expect.poll(() => service.received.at(-1)).toBe(half)
    const closed = gateway.close()
    await expect.poll(() => waits.some(({ ms }) => ms === 10_000)).toBe(true)
    for (const { resolve } of waits) resolve()
    expect((await answer).endsWith('\r\n\r\n\u0081\u0005he')).toBe(true)
    await closed
    expect(service.received.slice(1)).toEqual([half])
  })
})
