import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer, type ServerOptions } from 'ws'
import { ada, publicOrigin, startGateway, type TestGatewayOptions } from './start-gateway.ts'

/** What became of a handshake: an open socket, or the ordinary answer instead of one. */
export type Opened =
  | { readonly socket: WebSocket }
  | { readonly status: number; readonly code: unknown; readonly headers: IncomingMessage['headers'] }

/** A service that speaks web sockets by the package `ws` and sends everything back. */
export async function anEcho(options: ServerOptions = {}) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options })
  const handshakes: IncomingMessage[] = []
  server.on('connection', (socket, request) => {
    handshakes.push(request)
    socket.on('error', () => undefined)
    socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary }))
  })
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  return { server, handshakes, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** The gateway in front of an echo, and a user's cookie. */
export async function aSocketRoute(
  change: object = {},
  options: TestGatewayOptions & { readonly service?: { readonly origin: string } } = {},
) {
  const echo = options.service === undefined ? await anEcho() : undefined
  const upstream = options.service?.origin ?? echo?.origin
  const gateway = await startGateway({
    ...options,
    config: { routes: [{ path: '/live', upstream, token: 'access_token', webSocket: true, ...change }] },
  })
  const page = gateway.browser()
  await page.logIn(ada)
  const cookie = `__Host-postern=${page.cookies.get('__Host-postern')}`

  /** As a page of ours does it, unless told otherwise; an `undefined` leaves a header out. */
  const open = (
    headers: Record<string, string | undefined> = {},
    protocols: string[] = [],
    path = '/live/feed?room=1',
  ): Promise<Opened> => {
    const all = { host: 'localhost:8080', origin: publicOrigin, cookie, ...headers }
    const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
    return openSocket(`ws://127.0.0.1:${gateway.port}${path}`, protocols, given as Record<string, string>)
  }

  return { ...gateway, echo, page, cookie, open }
}

function openSocket(url: string, protocols: string[], headers: Record<string, string>): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols, { headers })
    onTestFinished(() => socket.terminate())
    socket.on('open', () => resolve({ socket }))
    socket.on('unexpected-response', (_, response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const code = text.startsWith('{') ? (JSON.parse(text) as { code: unknown }).code : text
        resolve({ status: response.statusCode ?? 0, code, headers: response.headers })
      })
    })
    socket.on('error', reject)
  })
}

export function opened(result: Opened): WebSocket {
  if ('socket' in result) return result.socket
  throw new Error(`not opened: ${result.status} ${String(result.code)}`)
}

export const closeOf = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => socket.once('close', (code) => resolve(code)))

export const messageOf = (socket: WebSocket): Promise<Buffer> =>
  new Promise((resolve) => socket.once('message', (message) => resolve(message as Buffer)))
