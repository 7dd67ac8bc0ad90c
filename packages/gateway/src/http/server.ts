import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { answerBrokenRequest } from './broken-request.ts'

/** Gets every request that the parser accepted. One that asks for an `upgrade` has the connection for itself from then on. */
export type EdgeListener = (
  request: IncomingMessage,
  response: ServerResponse,
  kind: 'request' | 'upgrade',
) => void

export interface ServerLimits {
  /** Longest time to the end of the headers, and to the end of the body, however slowly they drip. */
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  /** How often the two first are looked at. */
  readonly connectionsCheckingInterval: number
}

const usualLimits: ServerLimits = {
  headersTimeout: 10_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
}

/**
 * The HTTP server with its limits. Framing that two programs could read differently is refused by the strict parser, and the
 * connection closed (PROXY-7).
 */
export function createEdgeServer(
  listener: EdgeListener,
  correlation: () => string,
  limits: ServerLimits = usualLimits,
): Server {
  const latest = new WeakMap<Duplex, ServerResponse>()

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    latest.set(request.socket, response)
    listener(request, response, 'request')
  }

  /** In the middle of an answer, or before an earlier one, another would be taken for part of it or for it. */
  const refuse = (error: NodeJS.ErrnoException, socket: Duplex): void => {
    const response = latest.get(socket)
    const isFree = response === undefined || response.writableFinished
    if (isFree || (response.socket === socket && !response.headersSent))
      answerBrokenRequest(error, socket, correlation())
    else socket.destroy()
  }

  const server = createServer(
    {
      insecureHTTPParser: false,
      // A field that stands twice becomes one that equals nothing that is expected.
      joinDuplicateHeaders: true,
      maxHeaderSize: 16 * 1024,
      // The edge refuses a missing host itself, as it does every answer with our headers.
      requireHostHeader: false,
      noDelay: true,
      ...limits,
    },
    onRequest,
  )
  // The edge counts them: here, those beyond the limit would be dropped and the others served.
  server.maxHeadersCount = 0
  server.on('clientError', refuse)
  // RFC 9110 §10.1.1 lets an expectation that is not known be ignored; the answer of Node's own would lack our headers.
  server.on('checkExpectation', onRequest)
  // Tunnels are not offered (PROXY-1).
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy())
    refuse(Object.assign(new Error('CONNECT'), { code: 'CONNECT' }), socket)
  })
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    // The server has let go of it: without a listener, its failure would end the process.
    socket.on('error', () => socket.destroy())
    const response = latest.get(socket)
    if (response !== undefined && !response.writableFinished) socket.destroy()
    // Nobody has agreed yet to read as frames what comes behind the handshake (RFC 6455 §4.1).
    else if (head.length > 0)
      answerBrokenRequest(Object.assign(new Error('early'), { code: 'EARLY' }), socket, correlation())
    else listener(request, answerOn(socket, request), 'upgrade')
  })
  return server
}

/** The answer to an upgrade, on the bare socket. Unless it is an agreement, it is the last of the connection. */
function answerOn(socket: Socket, request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  response.on('finish', () => {
    if (response.statusCode !== 101) socket.destroySoon()
  })
  return response
}
