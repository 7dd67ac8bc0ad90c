import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { GatewayError, type GatewayErrorCode } from '../errors.ts'
import { answerTo } from './error-answer.ts'
import { securityHeaders } from './security-headers.ts'

const codes: ReadonlyMap<unknown, GatewayErrorCode> = new Map([
  ['HPE_HEADER_OVERFLOW', 'HEADERS_TOO_LARGE'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 'BODY_TOO_LARGE'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'REQUEST_TIMEOUT'],
])

/**
 * Answers what the parser refused (ambiguous framing, bare line ends, too many headers: PROXY-7) and closes the connection: nothing
 * that follows on it can be trusted to begin where a request begins.
 */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex, correlation: string): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const { status, headers, body } = answerTo(
    new GatewayError(codes.get(error.code) ?? 'REQUEST_MALFORMED'),
    correlation,
  )
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...[...securityHeaders, ...Object.entries(headers)].map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
