import { createServer, get, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Pool } from 'undici'
import { WebSocket, WebSocketServer } from 'ws'
import { secureRandom } from '@postern/testkit'
import type { RouteConfig } from '../config/config.ts'
import type { Exchange } from '../http/exchange.ts'
import { createEdgeServer } from '../http/server.ts'
import { createLiveSessions } from '../sessions/live-sessions.ts'
import type { UsedSession } from '../sessions/sessions.ts'
import { createProxy } from './proxy.ts'
import { createWebSocketPlaces } from './web-socket-places.ts'

const key = 'a'.repeat(42) + 'A'

/** The proxy alone, with sessions that the test ends. */
async function aProxy(service: { readonly origin: string }) {
  const live = createLiveSessions()
  const route: RouteConfig = {
    path: '/api',
    upstream: service.origin,
    methods: ['GET'],
    token: 'access_token',
    connectTimeoutMs: 5_000,
    answerTimeoutMs: 30_000,
    idleTimeoutMs: 60_000,
    requestBytes: 0,
    answerBytes: 1_000,
    connections: 10,
    webSocket: true,
    webSocketProtocols: [],
    webSockets: 10,
    webSocketsPerSession: 10,
  }
  const record = { recordId: 'record-1', inner: { tokens: { accessToken: 'token' } } }
  const proxy = createProxy({
    routes: [route],
    publicOrigin: 'http://localhost:8080',
    cookies: { session: 'session', login: 'login', device: 'device' },
    sessions: { use: async () => ({ record, replacement: null }) as unknown as UsedSession },
    live,
    audit: { write: () => undefined, during: (_, work) => work() },
    places: createWebSocketPlaces(),
    createPool: (origin, options) => new Pool(origin, options),
    randomBytes: secureRandom,
    tracing: { call: ({ send }) => send({}) },
  })
  const exchange: Exchange = {
    correlation: 'c',
    address: '127.0.0.1',
    target: { path: '/api', query: '' },
    cookies: new Map([['session', key]]),
  }
  const server = createEdgeServer(
    (request, response, kind) =>
      void proxy.handle(route, exchange, request, response, kind).catch(() => response.destroy()),
    () => 'c',
  )
  const { port } = await listening(server)
  onTestFinished(() => proxy.close())
  return { live, port }
}

async function listening(server: ReturnType<typeof createServer>): Promise<AddressInfo> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return server.address() as AddressInfo
}

const aService = async (answer: RequestListener) => {
  const server = createServer(answer)
  const { port } = await listening(server)
  return { server, origin: `http://127.0.0.1:${port}` }
}

describe('what is open under a session (PROXY-8)', () => {
  it('is cut off when the session ends: an answer on its way, at both ends', async () => {
    const serviceGone = Promise.withResolvers<void>()
    const service = await aService((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: 1\n\n')
      response.on('close', () => serviceGone.resolve())
    })
    const { live, port } = await aProxy(service)
    const cut = new Promise<string>((resolve) => {
      get({ host: '127.0.0.1', port }, (response) => {
        response.on('data', () => live.end('record-1'))
        response.on('error', (error) => resolve(error.message))
      })
    })
    expect(await cut).toBe('aborted')
    await serviceGone.promise
    expect(live.held()).toEqual([])
  })

  it('is cut off before the service has answered', async () => {
    const reached = Promise.withResolvers<void>()
    const service = await aService(() => reached.resolve())
    const { live, port } = await aProxy(service)
    const failed = new Promise<unknown>((resolve) => {
      get({ host: '127.0.0.1', port }).on('error', resolve)
    })
    await reached.promise
    expect(live.held()).toEqual(['record-1'])
    live.end('record-1')
    expect(await failed).toBeInstanceOf(Error)
  })

  it('is closed with a reason when it is a web socket, and passes nothing on any more', async () => {
    const service = await aService(() => undefined)
    const sockets = new WebSocketServer({ server: service.server })
    const heard: string[] = []
    const serviceCode = Promise.withResolvers<number>()
    sockets.on('connection', (socket) => {
      socket.on('message', (message) => heard.push(String(message)))
      socket.on('close', (code) => serviceCode.resolve(code))
    })
    const { live, port } = await aProxy(service)
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api`)
    await new Promise((resolve) => socket.once('open', resolve))
    const code = new Promise<number>((resolve) => socket.once('close', resolve))
    live.end('record-1')
    socket.send('after the end')
    expect([await code, await serviceCode.promise]).toEqual([3000, 3000])
    expect(heard).toEqual([])
    expect(live.held()).toEqual([])
  })

  it('is cut off while the handshake of a web socket is under way', async () => {
    const reached = Promise.withResolvers<void>()
    const service = await aService(() => undefined)
    service.server.on('upgrade', () => reached.resolve())
    const { live, port } = await aProxy(service)
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api`)
    const failed = new Promise<unknown>((resolve) => socket.once('error', resolve))
    await reached.promise
    live.end('record-1')
    expect(await failed).toBeInstanceOf(Error)
  })

  it('is let go of when it is over, however it ended', async () => {
    const service = await aService((_, response) => response.end('ok'))
    const { live, port } = await aProxy(service)
    const answer = new Promise<number | undefined>((resolve) => {
      get({ host: '127.0.0.1', port, agent: false }, (response) => {
        response.resume()
        response.on('close', () => resolve(response.statusCode))
      })
    })
    expect(await answer).toBe(200)
    await expect.poll(() => live.held()).toEqual([])
  })
})
