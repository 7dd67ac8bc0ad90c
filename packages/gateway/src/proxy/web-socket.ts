import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { RouteConfig } from '../config/config.ts'
import { setSecurityHeaders } from '../http/security-headers.ts'
import type { Forwarding } from './forward.ts'
import { closeCodes } from './frame-bounds.ts'
import type { Tunnel } from './tunnel.ts'
import type { Tunnels } from './tunnels.ts'
import { agreement, handshakeHeaders, parseHandshake } from './web-socket-handshake.ts'

/** One web socket, from its opening handshake to its end. */
export interface WebSocketCall {
  /** What goes on beside the headers of every request. */
  readonly headers: readonly string[]
  readonly onWebSocket: NonNullable<Forwarding['onWebSocket']>
  /** The session is over: nothing passes any more. False as long as there is no web socket yet. */
  endSession(): boolean
  /** Resolves when it is closed; at once if the service did not agree to one. */
  closed(): Promise<void>
}

/** @throws {GatewayError} `WEBSOCKET_REFUSED` */
export function createWebSocketCall(
  route: RouteConfig,
  tunnels: Tunnels,
  request: IncomingMessage,
  response: ServerResponse,
): WebSocketCall {
  const handshake = parseHandshake(request, route.webSocketProtocols)
  let tunnel: Tunnel | undefined
  return {
    headers: handshakeHeaders(handshake),
    onWebSocket(answer, service) {
      setSecurityHeaders(response)
      response.writeHead(101, agreement(answer, handshake))
      const browser = response.socket as Socket
      response.end()
      tunnel = tunnels.open(browser, service)
    },
    endSession() {
      tunnel?.close(closeCodes.sessionEnded)
      return tunnel !== undefined
    },
    closed: () => tunnel?.closed ?? Promise.resolve(),
  }
}
