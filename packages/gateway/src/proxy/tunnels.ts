import type { Socket } from 'node:net'
import type { Audit } from '../audit/audit.ts'
import type { RouteConfig } from '../config/config.ts'
import { GatewayError } from '../errors.ts'
import { closeCodes } from './frame-bounds.ts'
import { openTunnel, type Tunnel } from './tunnel.ts'

/** The web sockets of one route: how many there may be, and the ones that are open. */
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
  readonly randomBytes: (length: number) => Uint8Array
}

export function createTunnels(route: RouteConfig, { audit, randomBytes }: TunnelsDeps): Tunnels {
  const open = new Set<Tunnel>()
  const perSession = new Map<string, number>()
  let taken = 0

  const exhausted = (limit: 'session' | 'route'): GatewayError => {
    audit.write({ event: 'proxy.web_sockets_exhausted', route: route.path, limit })
    return new GatewayError('WEBSOCKETS_EXHAUSTED', limit)
  }

  const count = (session: string, change: 1 | -1): void => {
    const left = (perSession.get(session) ?? 0) + change
    if (left > 0) perSession.set(session, left)
    else perSession.delete(session)
  }

  return {
    takePlace(session) {
      if (session !== undefined && (perSession.get(session) ?? 0) >= route.webSocketsPerSession)
        throw exhausted('session')
      if (taken >= route.webSockets) throw exhausted('route')
      taken += 1
      if (session !== undefined) count(session, 1)
      return () => {
        taken -= 1
        if (session !== undefined) count(session, -1)
      }
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
