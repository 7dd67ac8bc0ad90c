import { connect } from 'node:net'
import { request as send } from 'node:http'
import { describe, expect, it } from 'vitest'
import { aProxy } from './support/a-proxy.ts'
import { startGateway } from './support/start-gateway.ts'

describe('the proxy, when a service answers late, in part or not at all', () => {
  it('says that a service is down, and nothing of where it is (AUD-5)', async () => {
    const { browser } = await startGateway({
      config: { routes: [{ path: '/api', upstream: 'http://127.0.0.1:1' }] },
    })
    const reply = await browser().send({ path: '/api/x' })
    expect([reply.status, reply.json['code']]).toEqual([502, 'UPSTREAM_UNREACHABLE'])
    expect(reply.text).not.toMatch(/127\.0\.0\.1|ECONN/)
  })

  it('says so also when a body was on its way', async () => {
    const { browser } = await startGateway({
      config: { routes: [{ path: '/api', upstream: 'http://127.0.0.1:1', methods: ['POST'] }] },
    })
    const reply = await browser().send({ method: 'POST', path: '/api/x', body: 'x'.repeat(500_000) })
    expect([reply.status, reply.json['code']]).toEqual([502, 'UPSTREAM_UNREACHABLE'])
  })

  it('answers the browser when the service breaks off in the middle of a body', async () => {
    const { page } = await aProxy({ methods: ['POST'], requestBytes: 50_000_000 }, (request) => {
      request.once('data', () => request.socket.destroy())
    })
    const reply = await page.send({ method: 'POST', path: '/api/x', body: 'x'.repeat(20_000_000) })
    expect([reply.status, reply.json['code']]).toEqual([502, 'UPSTREAM_UNREACHABLE'])
  })

  it('says that a service did not answer in time', async () => {
    const { page } = await aProxy({ answerTimeoutMs: 20 }, () => undefined)
    const reply = await page.send({ path: '/api/x' })
    expect([reply.status, reply.json['code']]).toEqual([504, 'UPSTREAM_TIMEOUT'])
  })

  it('cuts an answer off that pauses for too long', async () => {
    const { page } = await aProxy({ idleTimeoutMs: 20 }, (_, response) => {
      response.writeHead(200)
      response.write('half')
    })
    await expect(page.send({ path: '/api/x' })).rejects.toThrow(/aborted|hang up|ECONNRESET/)
  })

  it.each([
    ['told', {}],
    ['not told', { 'transfer-encoding': 'chunked' }],
  ])('holds request bodies to their limit, on both sides, the length %s', async (_, headers) => {
    const { page, service } = await aProxy({ methods: ['POST'], requestBytes: 1000 })
    const post = (length: number) =>
      page.send({ method: 'POST', path: '/api/x', headers, body: 'x'.repeat(length) })
    expect((await post(1000)).status).toBe(200)
    const refused = await post(1001)
    expect([refused.status, refused.json['code']]).toEqual([413, 'BODY_TOO_LARGE'])
    expect(service.requests.map(({ body }) => body.length)).toEqual([1000])
  })

  it('holds answers to their limit, on both sides', async () => {
    const { page } = await aProxy({ answerBytes: 1000 }, ({ url = '' }, response) => {
      const length = Number(url.slice(5))
      if (length % 2 === 0) response.setHeader('content-length', length)
      else response.write('x')
      response.end('x'.repeat(length % 2 === 0 ? length : length - 1))
    })
    expect((await page.send({ path: '/api/1000' })).text).toHaveLength(1000)
    expect((await page.send({ path: '/api/999' })).text).toHaveLength(999)
    expect((await page.send({ path: '/api/1002' })).status).toBe(502)
    await expect(page.send({ path: '/api/1001' })).rejects.toThrow(/aborted|hang up|ECONNRESET/)
  })

  it('streams an answer as it comes: events are not held back', async () => {
    const opened = Promise.withResolvers<{ write(text: string): void; end(): void }>()
    const { port } = await aProxy({ answerBytes: 1 }, (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.flushHeaders()
      opened.resolve(response)
    })
    const seen: string[] = []
    const ended = new Promise<void>((resolve, reject) => {
      const headers = { host: 'localhost:8080', 'postern-csrf': '1', 'sec-fetch-site': 'same-origin' }
      send({ host: '127.0.0.1', port, path: '/api/events', headers, agent: false }, (response) => {
        seen.push(`${response.statusCode}`)
        response.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
        response.on('end', resolve)
        response.on('error', reject)
      }).end()
    })
    const stream = await opened.promise
    await expect.poll(() => seen).toEqual(['200'])
    stream.write('data: 1\n\n')
    await expect.poll(() => seen).toEqual(['200', 'data: 1\n\n'])
    stream.write('data: 2\n\n')
    await expect.poll(() => seen.length).toBe(3)
    stream.end()
    await ended
  })

  it('lets a slow browser slow the service down', async () => {
    let written = 0
    const { port } = await aProxy({}, (_, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x')
      const more = (): void => {
        while (written < 64 * 1024 * 1024) {
          written += chunk.length
          if (!response.write(chunk)) return void response.once('drain', more)
        }
        response.end()
      }
      more()
    })
    const socket = connect(port, '127.0.0.1')
    socket.write(
      'GET /api/x HTTP/1.1\r\nHost: localhost:8080\r\nPostern-CSRF: 1\r\nSec-Fetch-Site: same-origin\r\n\r\n',
    )
    socket.pause()
    let [before, stillFor] = [-1, 0]
    const isStill = (): boolean => {
      stillFor = written > 0 && written === before ? stillFor + 1 : 0
      before = written
      return stillFor >= 8
    }
    await expect.poll(isStill, { interval: 50, timeout: 15_000 }).toBe(true)
    expect(written).toBeLessThan(32 * 1024 * 1024)
    socket.destroy()
  })

  it('lets the service go when the browser goes', async () => {
    const gone = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    const { port } = await aProxy({}, (_, response) => {
      response.writeHead(200)
      response.write('x')
      response.on('close', () => gone.resolve())
      reached.resolve()
    })
    const socket = connect(port, '127.0.0.1')
    socket.write(
      'GET /api/x HTTP/1.1\r\nHost: localhost:8080\r\nPostern-CSRF: 1\r\nSec-Fetch-Site: same-origin\r\n\r\n',
    )
    await reached.promise
    socket.destroy()
    await expect(gone.promise).resolves.toBeUndefined()
  })
})
