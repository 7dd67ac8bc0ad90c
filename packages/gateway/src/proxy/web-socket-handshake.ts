import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../errors.ts'

/** An opening handshake that may be passed on (RFC 6455 §4.2.1). */
export interface WebSocketHandshake {
  readonly key: string
  /** The subprotocols that may be asked for, in the page's order. */
  readonly protocols: readonly string[]
}

/** 16 octets in base64: room for a nonce and for nothing else. */
const keyText = /^[A-Za-z0-9+/]{21}[AQgw]==$/

/**
 * Reads the handshake of a browser.
 *
 * Of the words in `Sec-WebSocket-Protocol` only those go on that the route names: pages put tokens there for want of another header, and
 * a credential of the page's choosing is not passed on (PROXY-3). Extensions are not passed on at all: compression beside secrets tells
 * of them, and what the octets mean stays between the two ends.
 *
 * @throws {GatewayError} `WEBSOCKET_REFUSED`
 */
export function parseHandshake(
  { method, httpVersion, headers }: IncomingMessage,
  allowedProtocols: readonly string[],
): WebSocketHandshake {
  if (method !== 'GET' || httpVersion !== '1.1') throw refusal('not a GET of HTTP/1.1')
  if (headers.upgrade?.toLowerCase() !== 'websocket') throw refusal('another protocol beside websocket')
  if (headers['sec-websocket-version'] !== '13') throw refusal('version')
  // A body, or the claim of one, would be read as frames by one side and as a body by the other (PROXY-7).
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined)
    throw refusal('body')
  const key = headers['sec-websocket-key'] ?? ''
  if (!keyText.test(key)) throw refusal('key')
  const asked = words(headers['sec-websocket-protocol'])
  const protocols = asked.filter((word) => allowedProtocols.includes(word))
  if (asked.length > 0 && protocols.length === 0) throw refusal('subprotocol')
  return { key, protocols }
}

/** What goes on beside the headers of every request; `Connection` and `Upgrade` are the client's to add. */
export const handshakeHeaders = ({ key, protocols }: WebSocketHandshake): string[] => [
  'sec-websocket-version',
  '13',
  'sec-websocket-key',
  key,
  ...(protocols.length === 0 ? [] : ['sec-websocket-protocol', protocols.join(', ')]),
]

type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * Checks that the service has agreed to this very handshake, and gives the headers of our own agreement (RFC 6455 §4.1). Without the
 * proof, the service may not know of web sockets at all, and a tunnel to it would be a way around every check.
 *
 * @throws {GatewayError} `UPSTREAM_REFUSED`
 */
export function agreement(answer: Headers, handshake: WebSocketHandshake): Record<string, string> {
  if (String(answer['upgrade']).toLowerCase() !== 'websocket') throw unproven('upgrade')
  const accept = acceptOf(handshake.key)
  if (answer['sec-websocket-accept'] !== accept) throw unproven('accept')
  if (answer['sec-websocket-extensions'] !== undefined) throw unproven('extension')
  const protocol = answer['sec-websocket-protocol']
  if (protocol !== undefined && !(typeof protocol === 'string' && handshake.protocols.includes(protocol)))
    throw unproven('subprotocol')
  return {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-accept': accept,
    ...(protocol !== undefined && { 'sec-websocket-protocol': protocol }),
  }
}

/** RFC 6455 §4.2.2. SHA-1 as the protocol has it: no secret and no signature. */
const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

const words = (field: string | undefined): readonly string[] =>
  (field ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')

const refusal = (detail: string) => new GatewayError('WEBSOCKET_REFUSED', detail)
const unproven = (detail: string) => new GatewayError('UPSTREAM_REFUSED', `web socket: ${detail}`)
