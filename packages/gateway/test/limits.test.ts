import { get, type RequestListener } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createEdgeServer } from '../src/http/server.ts'
import { aService } from './support/a-service.ts'
import { aRawService, answersIn, head, untilClosed } from './support/raw.ts'
import { startGateway } from './support/start-gateway.ts'

async function aProxy(change: object = {}, answer?: RequestListener) {
  const service = await aService(answer)
  const { port } = await startGateway({
    config: { routes: [{ path: '/api', upstream: service.origin, ...change }] },
  })
  return { port, service }
}

describe('the limits of a request', () => {
  it.each([
    ['a long header', (size: number) => `${head('GET /api/x HTTP/1.1', `X-Long: ${'x'.repeat(size)}`)}`],
    ['a long address', (size: number) => head(`GET /api/${'x'.repeat(size)} HTTP/1.1`)],
    ['a long query', (size: number) => head(`GET /api?${'x'.repeat(size)} HTTP/1.1`)],
    [
      'many headers with long values',
      (size: number) =>
        head(
          'GET /api/x HTTP/1.1',
          ...Array.from({ length: 20 }, (_, at) => `X-${at}: ${'x'.repeat(size / 20)}`),
        ),
    ],
  ])('refuse %s, and close the connection', async (_, text) => {
    const { port, service } = await aProxy()
    const end = 'Connection: close\r\n\r\n'
    expect(await untilClosed(port, text(15_000) + end)).toMatch(/^HTTP\/1\.1 200 /)
    const answer = await untilClosed(port, text(17_000) + end + head('GET /api/smuggled HTTP/1.1'))
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
    expect(answersIn(answer)).toBe(1)
    expect(answer).toContain('HEADERS_TOO_LARGE')
    expect(service.requests).toHaveLength(1)
  })

  it('refuse a header too many instead of dropping it', async () => {
    const { port, service } = await aProxy()
    const own = head('GET /api/x HTTP/1.1', 'Connection: close')
    const lines = (count: number): string =>
      Array.from({ length: count - 4 }, (_, at) => `X-${at}: ${at}\r\n`).join('')
    expect(await untilClosed(port, `${own}${lines(100)}\r\n`)).toMatch(/^HTTP\/1\.1 200 /)
    expect(service.requests[0]?.headers['x-95']).toBe('95')
    expect(await untilClosed(port, `${own}${lines(101)}\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
    expect(await untilClosed(port, `${own}${lines(2_000)}\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
    expect(service.requests).toHaveLength(1)
  })

  it('hold for trailers too', async () => {
    const { port } = await aProxy({ methods: ['POST'] })
    const text = `${head('POST /api/x HTTP/1.1', 'Transfer-Encoding: chunked')}\r\n0\r\nX-A: ${'x'.repeat(20_000)}\r\n\r\n`
    expect(await untilClosed(port, text)).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('hold for extensions of chunks', async () => {
    const { port } = await aProxy({ methods: ['POST'] })
    const text = `${head('POST /api/x HTTP/1.1', 'Transfer-Encoding: chunked')}\r\n1;${'x'.repeat(20_000)}\r\nx\r\n0\r\n\r\n`
    expect(await untilClosed(port, text)).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('refuse a body by the length that it tells, before any of it came', async () => {
    const { port, service } = await aProxy({ methods: ['POST'], requestBytes: 10 })
    const answer = await untilClosed(
      port,
      `${head('POST /api/x HTTP/1.1', 'Content-Length: 9007199254740993', 'Connection: close')}\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(service.connections()).toBe(0)
  })
})

describe('slow clients', () => {
  const limits = {
    headersTimeout: 150,
    requestTimeout: 300,
    keepAliveTimeout: 150,
    connectionsCheckingInterval: 20,
  }

  async function aServer() {
    const server = createEdgeServer(
      (request, response) => {
        response.shouldKeepAlive = true
        request.resume()
        request.on('end', () => response.end('ok'))
      },
      () => 'correlation',
      limits,
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.close()
      server.closeAllConnections()
    })
    return (server.address() as AddressInfo).port
  }

  /** One octet now and then, so that no pause ever ends the request. */
  function dripping(port: number, first: string, drip: string): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1')
      let answer = ''
      socket.on('data', (chunk: Buffer) => {
        answer += chunk.toString('latin1')
      })
      socket.on('error', () => undefined)
      const timer = setInterval(() => socket.write(drip), 10)
      socket.on('close', () => {
        clearInterval(timer)
        resolve(answer)
      })
      onTestFinished(() => void socket.destroy())
      socket.write(first)
    })
  }

  it.each([
    ['drips its headers', 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ', 'x'],
    ['drips its first line', 'GET /', 'x'],
    ['drips its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n', 'x'],
    ['drips its chunks', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\nx\r\n'],
    [
      'drips the extension of a chunk',
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;',
      'x',
    ],
  ])('get 408 and are cut off: one that %s', async (_, first, drip) => {
    expect(await dripping(await aServer(), first, drip)).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('are cut off when they send nothing at all, and when they send no second request', async () => {
    const port = await aServer()
    expect(await untilClosed(port, '')).toMatch(/^(?:HTTP\/1\.1 408 .*)?$/s)
    expect(answersIn(await untilClosed(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'))).toBe(1)
  })

  it('that take nothing of their answer are let go of, and so is the service', async () => {
    const serviceGone = Promise.withResolvers<void>()
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const { port } = await aProxy({ idleTimeoutMs: 100 }, (_, response) => {
      const more = (): void => {
        while (response.write(chunk));
        response.once('drain', more)
      }
      response.on('close', () => serviceGone.resolve())
      more()
    })
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.pause()
    socket.write(`${head('GET /api/x HTTP/1.1')}\r\n`)
    await expect(serviceGone.promise).resolves.toBeUndefined()
  })
})

describe('the pace of bodies', () => {
  it('is set by the service for what a browser sends', async () => {
    let stop: () => void = () => undefined
    const service = await aRawService((socket) => {
      socket.pause()
      stop = () => void socket.resume()
    })
    const { port } = await startGateway({
      config: {
        routes: [{ path: '/api', upstream: service.origin, methods: ['POST'], requestBytes: 2 ** 30 }],
      },
    })
    const length = 64 * 1024 * 1024
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(`${head('POST /api/x HTTP/1.1', `Content-Length: ${length}`)}\r\n`)
    socket.write(Buffer.alloc(length, 'x'))
    let before = -1
    const isStill = (): boolean => {
      const same = socket.bytesWritten > 0 && socket.writableLength === before
      before = socket.writableLength
      return same
    }
    await expect.poll(isStill, { interval: 200, timeout: 10_000 }).toBe(true)
    expect(socket.writableLength).toBeGreaterThan(24 * 1024 * 1024)
    stop()
  })

  it('is set by the browser for events, and none is lost in a pause', async () => {
    const events = 20_000
    const { port } = await aProxy({ answerBytes: 1 }, (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      let at = 0
      const more = (): void => {
        while (at < events) {
          at += 1
          if (!response.write(`id: ${at}\ndata: ${'x'.repeat(1_000)}\n\n`))
            return void response.once('drain', more)
        }
        response.end()
      }
      more()
    })
    let paused = 0
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = { host: 'localhost:8080', 'postern-csrf': '1', 'sec-fetch-site': 'same-origin' }
      get({ host: '127.0.0.1', port, path: '/api/x', headers, agent: false }, (response) => {
        let text = ''
        response.on('error', reject)
        response.on('end', () => resolve(text))
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString('latin1')
          if (paused > 4 || text.length < 100_000 * (paused + 1)) return
          paused += 1
          response.pause()
          // Long enough for everything in between to fill up: the loop has to come round many times.
          let rounds = 200
          const wait = (): unknown => (rounds-- > 0 ? setImmediate(wait) : response.resume())
          wait()
        })
      })
    })
    const ids = [...answer.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
    expect(paused).toBe(5)
    expect(ids).toEqual(Array.from({ length: events }, (_, at) => at + 1))
  })
})
