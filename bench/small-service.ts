import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

/**
 * A process with a service that costs next to nothing: one answer, ready in memory, for whatever comes in one piece. Prints its port.
 */
const body = JSON.stringify({ text: 'x'.repeat(480), end: true })
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-cache\r\nETag: "1"\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
)
const blankLine = Buffer.from('\r\n\r\n')

const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => {
    if (chunk.subarray(-4).equals(blankLine)) socket.write(answer)
  })
})
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`),
)
