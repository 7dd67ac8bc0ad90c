import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** The head of a request that our own page could have sent; a blank line ends it. */
export const head = (first: string, ...lines: string[]): string =>
  [first, 'Host: localhost:8080', 'Postern-CSRF: 1', 'Sec-Fetch-Site: same-origin', ...lines, ''].join('\r\n')

/**
 * Sends octets as they are, one for each character, and gives everything that comes back until the other side closes. It never closes by
 * itself: a connection that stays open is a test that does not end.
 */
export function untilClosed(
  port: number,
  text: string,
  onData?: (answer: string, socket: Socket) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    onTestFinished(() => void socket.destroy())
    let answer = ''
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      onData?.(answer, socket)
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Closed before all was sent: what came back until then counts.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
    socket.write(text, 'latin1')
  })
}

/** How many answers stand in what came back. */
export const answersIn = (answer: string): number => answer.match(/HTTP\/1\.1 \d{3} /g)?.length ?? 0

/** A service that answers whatever comes with what the test writes, octet for octet, and notes what it got. */
export async function aRawService(answer: (socket: Socket, received: string) => void) {
  const received: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1')
      received.push(text)
      answer(socket, text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { received, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
