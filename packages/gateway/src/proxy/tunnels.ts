import type { Socket } from 'node:net'
import type { Audit } from '../audit/audit.ts'
import type { RouteConfig } from '../config/config.ts'
import { GatewayError } from '../errors.ts'
import { closeCodes } from './frame-bounds.ts'
import { openTunnel, type Tunnel } from './tunnel.ts'
import type { WebSocketPlaces } from './web-socket-places.ts'

/** The web sockets of one route: how many there may be, and the ones that are open under this configuration. */
export interface Tunnels {
  /**
   * Takes a place for a web socket, from before its handshake until it is given back. `session` is nothing where the route asks for none.
   *
   * @throws {GatewayError} `WEBSOCKETS_EXHAUSTED`
   */
  takePlace(session: string | undefined): () => void
  open(browser: Socket, service: Socket): Tunnel
  /** Tells all of them that the gateway goes away. */
  closeAll(): void
}

export interface TunnelsDeps {
  readonly audit: Audit
  /** Lasts over reloads. */
  readonly places: WebSocketPlaces
  readonly randomBytes: (length: number) => Uint8Array
}

export function createTunnels(route: RouteConfig, { audit, places, randomBytes }: TunnelsDeps): Tunnels {
  const open = new Set<Tunnel>()

  return {
    takePlace(session) {
      const taken = places.take(route, session)
      if (typeof taken === 'function') return taken
      audit.write({ event: 'proxy.web_sockets_exhausted', route: route.path, limit: taken })
      throw new GatewayError('WEBSOCKETS_EXHAUSTED', taken)
    },

    open(browser, service) {
      const tunnel = openTunnel({ browser, service, idleMs: route.idleTimeoutMs, randomBytes })
      open.add(tunnel)
      void tunnel.closed.then(() => open.delete(tunnel))
      return tunnel
    },

    closeAll() {
      for (const tunnel of open) tunnel.close(closeCodes.goingAway)
    },
  }
}
