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
import { limitedBody } from './limited-body.ts'
import { requestHeaders } from './request-headers.ts'
import { createRouteTable, type RouteTable } from './route-table.ts'

/** Makes the connections to one service. */
export type CreatePool = (origin: string, options: Pool.Options) => Dispatcher

export interface ProxyDeps {
  readonly routes: readonly RouteConfig[]
  readonly publicOrigin: string
  readonly cookies: CookieNames
  readonly sessions: Pick<Sessions, 'use'>
  readonly live: Pick<LiveSessions, 'hold'>
  readonly audit: Audit
  readonly createPool: CreatePool
  readonly tracing: Pick<Tracing, 'call'>
}

export interface Proxy {
  readonly routeOf: RouteTable
  /** Answers a request of a route. Rejects with what is to be told instead. */
  handle(
    route: RouteConfig,
    exchange: Exchange,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void>
  close(): Promise<void>
}

/**
 * Passes requests on to the services of the configured routes, and to nothing else (PROXY-1). Works beside the framework: this is
 * the path that every API call takes.
 */
export function createProxy(deps: ProxyDeps): Proxy {
  const { routes, sessions, live, cookies, audit } = deps
  const publicOrigin = new URL(deps.publicOrigin)
  const forwardTraced = tracedForward(deps.tracing)
  const pools = new Map(
    routes.map((route) => [route.path, deps.createPool(route.upstream, poolOptions(route))]),
  )

  /**
   * The session where the route asks for one; without a living one nothing is passed on. A new handle goes out with the answer,
   * whatever that will be.
   */
  const sessionFor = async (
    route: RouteConfig,
    exchange: Exchange,
    response: ServerResponse,
  ): Promise<SessionRecord | null> => {
    if (route.token === 'none') return null
    const used = await sessions.use(parseSecret(exchange.cookies.get(cookies.session)))
    if (used === undefined) throw new GatewayError('SESSION_REQUIRED')
    if (used.replacement !== null)
      response.setHeader('set-cookie', setCookie(cookies.session, formatSecret(used.replacement)))
    return used.record
  }

  return {
    routeOf: createRouteTable(routes),

    async handle(route, exchange, request, response) {
      if (!route.methods.some((method) => method === request.method)) {
        audit.write({ event: 'proxy.method_refused', route: route.path })
        throw new GatewayError('METHOD_NOT_ALLOWED', route.path, { allow: route.methods })
      }
      const upstream = pools.get(route.path)
      if (upstream === undefined) throw new GatewayError('INTERNAL', `no pool for ${route.path}`)
      const session = await sessionFor(route, exchange, response)
      const accessToken = session?.inner.tokens.accessToken ?? null
      const { path, query } = exchange.target
      try {
        await forwardTraced(route.path, {
          upstream,
          request,
          response,
          origin: route.upstream,
          path,
          target: query === '' ? path : `${path}?${query}`,
          headers: requestHeaders(request, { publicOrigin, address: exchange.address, accessToken }),
          body: limitedBody(request, route.requestBytes),
          hold: session === null ? holdNothing : (onEnd) => live.hold(session.recordId, onEnd),
          publicOrigin: deps.publicOrigin,
          isPrivate: route.token !== 'none',
          answerBytes: route.answerBytes,
        })
      } catch (error) {
        if (error instanceof GatewayError && error.code === 'UPSTREAM_REFUSED')
          audit.write({ event: 'proxy.answer_refused', route: route.path, detail: error.message })
        throw error
      }
    },

    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    },
  }
}

const holdNothing = () => (): void => undefined

const poolOptions = (route: RouteConfig): Pool.Options => ({
  connections: route.connections,
  pipelining: 1,
  allowH2: false,
  connect: { timeout: route.connectTimeoutMs },
  headersTimeout: route.answerTimeoutMs,
  bodyTimeout: route.idleTimeoutMs,
})
