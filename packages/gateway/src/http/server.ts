import { createServer, type RequestListener, type Server } from 'node:http'
import { answerBrokenRequest } from './broken-request.ts'

/**
 * The HTTP server with its limits. Framing that two programs could read differently is refused by the strict parser, and the
 * connection closed (PROXY-7).
 */
export function createEdgeServer(listener: RequestListener, correlation: () => string): Server {
  const server = createServer(
    {
      insecureHTTPParser: false,
      // A field that stands twice becomes one that equals nothing that is expected.
      joinDuplicateHeaders: true,
      maxHeaderSize: 16 * 1024,
      headersTimeout: 10_000,
      requestTimeout: 300_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
      noDelay: true,
    },
    listener,
  )
  server.maxHeadersCount = 100
  server.on('clientError', (error, socket) => answerBrokenRequest(error, socket, correlation()))
  // Tunnels are not offered (PROXY-1).
  server.on('connect', (_request, socket) =>
    answerBrokenRequest(Object.assign(new Error('CONNECT'), { code: 'CONNECT' }), socket, correlation()),
  )
  return server
}
