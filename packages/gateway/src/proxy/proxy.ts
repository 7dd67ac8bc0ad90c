import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher, Pool } from 'undici'
import type { Audit } from '../audit/audit.ts'
import type { RouteConfig } from '../config/config.ts'
import { GatewayError } from '../errors.ts'
import { type CookieNames, setCookie } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { formatSecret, parseSecret } from '../http/handle.ts'
import type { LiveSessions } from '../sessions/live-sessions.ts'
import type { SessionRecord } from '../sessions/session-record.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { tracedForward } from '../tracing/traced-forward.ts'
import type { Tracing } from '../tracing/tracing.ts'
import type { Forwarding } from './forward.ts'
import { limitedBody } from './limited-body.ts'
import { requestHeaders } from './request-headers.ts'
import { createRouteTable, type RouteTable } from './route-table.ts'
import { createTunnels, type Tunnels } from './tunnels.ts'
import type { WebSocketPlaces } from './web-socket-places.ts'
import { createWebSocketCall, type WebSocketCall } from './web-socket.ts'

/** Makes the connections to one service. */
export type CreatePool = (origin: string, options: Pool.Options) => Dispatcher

export interface ProxyDeps {
  readonly routes: readonly RouteConfig[]
  readonly publicOrigin: string
  readonly cookies: CookieNames
  readonly sessions: Pick<Sessions, 'use'>
  /** Whatever is under way for a session is cut off when it ends (PROXY-8). */
  readonly live: Pick<LiveSessions, 'hold'>
  readonly audit: Audit
  readonly places: WebSocketPlaces
  readonly createPool: CreatePool
  readonly randomBytes: (length: number) => Uint8Array
  readonly tracing: Pick<Tracing, 'call'>
}

export interface Proxy {
  readonly routeOf: RouteTable
  /**
   * Answers a request of a route; if it is an `upgrade`, the opening handshake of a web socket, which takes the connection over. Rejects
   * with what is to be told instead.
   */
  handle(
    route: RouteConfig,
    exchange: Exchange,
    request: IncomingMessage,
    response: ServerResponse,
    kind: 'request' | 'upgrade',
  ): Promise<void>
  /** Tells all web sockets that the gateway goes away. */
  closeWebSockets(): void
  close(): Promise<void>
}

/** What serves one route. */
interface Backend {
  readonly pool: Dispatcher
  readonly tunnels: Tunnels
}

/**
 * Passes requests on to the services of the configured routes, and to nothing else (PROXY-1). Works beside the framework: this is
 * the path that every API call takes.
 */
export function createProxy(deps: ProxyDeps): Proxy {
  const { routes, sessions, live, cookies, audit } = deps
  const publicOrigin = new URL(deps.publicOrigin)
  const forwardTraced = tracedForward(deps.tracing)
  const backends = new Map<string, Backend>(
    routes.map((route) => [
      route.path,
      { pool: deps.createPool(route.upstream, poolOptions(route)), tunnels: createTunnels(route, deps) },
    ]),
  )

  const backendOf = ({ path }: RouteConfig): Backend => {
    const backend = backends.get(path)
    if (backend === undefined) throw new GatewayError('INTERNAL', `no pool for ${path}`)
    return backend
  }

  const checkMethod = (route: RouteConfig, { method }: IncomingMessage): void => {
    if (route.methods.some((allowed) => allowed === method)) return
    audit.write({ event: 'proxy.method_refused', route: route.path })
    throw new GatewayError('METHOD_NOT_ALLOWED', route.path, { allow: route.methods })
  }

  /**
   * The session where the route asks for its token; without a living one nothing is passed on. A new handle goes out with the answer,
   * whatever that will be.
   */
  const sessionFor = async (
    route: RouteConfig,
    exchange: Exchange,
    response: ServerResponse,
  ): Promise<SessionRecord | undefined> => {
    if (route.token === 'none') return undefined
    const used = await sessions.use(parseSecret(exchange.cookies.get(cookies.session)))
    if (used === undefined) throw new GatewayError('SESSION_REQUIRED')
    if (used.replacement !== null)
      response.setHeader('set-cookie', setCookie(cookies.session, formatSecret(used.replacement)))
    return used.record
  }

  /** What is under way is cut off when the session ends; a web socket is told why. */
  const holdFor =
    ({ recordId }: SessionRecord, webSocket: WebSocketCall | undefined): Forwarding['hold'] =>
    (cut) =>
      live.hold(recordId, () => {
        if (webSocket?.endSession() !== true) cut()
      })

  return {
    routeOf: createRouteTable(routes),

    async handle(route, exchange, request, response, kind) {
      if (kind === 'upgrade' && !route.webSocket) throw new GatewayError('UPGRADE_UNSUPPORTED')
      checkMethod(route, request)
      const { pool, tunnels } = backendOf(route)
      const webSocket =
        kind === 'upgrade' ? createWebSocketCall(route, tunnels, request, response) : undefined
      const session = await sessionFor(route, exchange, response)
      const givePlaceBack = webSocket && tunnels.takePlace(session?.recordId)
      const { address, target } = exchange
      const accessToken = session?.inner.tokens.accessToken ?? null
      const headers = requestHeaders(request, { publicOrigin, address, accessToken })
      try {
        await forwardTraced(route.path, {
          upstream: pool,
          request,
          response,
          origin: route.upstream,
          path: target.path,
          target: target.query === '' ? target.path : `${target.path}?${target.query}`,
          headers: webSocket ? [...headers, ...webSocket.headers] : headers,
          body: webSocket ? null : limitedBody(request, route.requestBytes),
          hold: session === undefined ? holdNothing : holdFor(session, webSocket),
          publicOrigin: deps.publicOrigin,
          isPrivate: route.token !== 'none',
          answerBytes: route.answerBytes,
          stallMs: route.idleTimeoutMs,
          ...(webSocket && { onWebSocket: webSocket.onWebSocket }),
        })
        await webSocket?.closed()
      } catch (error) {
        if (error instanceof GatewayError && error.code === 'UPSTREAM_REFUSED')
          audit.write({ event: 'proxy.answer_refused', route: route.path, detail: error.message })
        throw error
      } finally {
        givePlaceBack?.()
      }
    },

    closeWebSockets() {
      for (const { tunnels } of backends.values()) tunnels.closeAll()
    },

    async close() {
      await Promise.all([...backends.values()].map(({ pool }) => pool.destroy()))
    },
  }
}

const holdNothing: Forwarding['hold'] = () => () => undefined

const poolOptions = (route: RouteConfig): Pool.Options => ({
  connections: route.connections,
  pipelining: 1,
  allowH2: false,
  connect: { timeout: route.connectTimeoutMs },
  headersTimeout: route.answerTimeoutMs,
  bodyTimeout: route.idleTimeoutMs,
})
