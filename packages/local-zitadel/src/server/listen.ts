import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http'
import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net'

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/**
 * One plain-text port on loopback, IPv4 and where there is one IPv6. Sockets are accepted below HTTP and handed to the HTTP/1.1 server,
 * so that a later HTTP/2 can take those that begin with its preface.
 */
export async function listenOnLoopback(
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listening> {
  const http = createHttpServer({ requestTimeout: 0, maxHeaderSize: 64 * 1024 }, handle)
  const sockets = new Set<Socket>()
  const accept = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.setNoDelay(true)
    http.emit('connection', socket)
  }
  const first = createNetServer(accept)
  const taken = await listen(first, port, '127.0.0.1')
  const second = createNetServer(accept)
  const servers = [first]
  try {
    await listen(second, taken, '::1')
    servers.push(second)
  } catch {
    // No IPv6 loopback here, or the port is another program's there: IPv4 alone serves.
  }
  return { port: taken, close: () => closeAll(servers, sockets, http) }
}

function listen(server: NetServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.removeListener('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

async function closeAll(
  servers: readonly NetServer[],
  sockets: ReadonlySet<Socket>,
  http: HttpServer,
): Promise<void> {
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
  http.closeIdleConnections()
  for (const socket of sockets) socket.destroy()
  await Promise.all(closed)
}
