import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Audit } from '../audit/audit.ts'
import { GatewayError } from '../errors.ts'
import type { Proxy } from '../proxy/proxy.ts'
import type { ClientAddress } from './client-address.ts'
import { type CookieNames, type Cookies, readCookies } from './cookies.ts'
import { sendError } from './error-answer.ts'
import { type Exchange, rememberExchange } from './exchange.ts'
import { checkFileRequest, checkOwnRequest, checkWebSocketRequest } from './forgery.ts'
import { checkFraming } from './framing.ts'
import { issuerLogoutPath } from './logout-route.ts'
import { setSecurityHeaders } from './security-headers.ts'
import type { EdgeListener } from './server.ts'
import { parseTarget, type RequestTarget } from './target.ts'

export interface EdgeDeps {
  readonly publicOrigin: string
  readonly cookies: CookieNames
  readonly clientAddress: ClientAddress
  readonly proxy: Proxy
  /** The framework: the gateway's own addresses and the application's files. */
  readonly app: (request: IncomingMessage, response: ServerResponse) => void
  readonly audit: Audit
  /** Makes a name for a request. */
  readonly correlation: () => string
  readonly onError: (error: unknown, correlation: string) => void
  readonly onAnswered: (
    request: IncomingMessage,
    response: ServerResponse,
    correlation: string,
    route: string,
  ) => void
}

/**
 * Everything that every request passes, in the order that matters: framing, host, target, cookies, where it goes, where it comes from.
 * What is behind may rely on all of it. Each of the three ways to answer (framework, proxy, error) begins with the headers of every
 * answer.
 */
export function createEdge(deps: EdgeDeps): EdgeListener {
  const { publicOrigin, cookies: names, proxy, app, audit, onError } = deps
  const { host } = new URL(publicOrigin)

  const admit = (request: IncomingMessage): { readonly target: RequestTarget; readonly cookies: Cookies } => {
    checkFraming(request)
    // Never a host of the request's choosing (RFC 9110 §7.4); equal to the letter, so two `Host` fields are none.
    if (request.headers.host !== host)
      throw audited({ event: 'request.host_unknown' }, new GatewayError('HOST_UNKNOWN'))
    return { target: readTarget(request), cookies: readOwnCookies(request) }
  }

  const audited = (event: Parameters<Audit['write']>[0], error: GatewayError): GatewayError => {
    audit.write(event)
    return error
  }

  const readTarget = ({ url = '' }: IncomingMessage): RequestTarget => {
    try {
      return parseTarget(url)
    } catch (error) {
      if (error instanceof GatewayError)
        audit.write({ event: 'request.target_refused', detail: error.message })
      throw error
    }
  }

  const readOwnCookies = ({ headers }: IncomingMessage): Cookies => {
    try {
      return readCookies(headers.cookie, names)
    } catch (error) {
      if (error instanceof GatewayError)
        audit.write({ event: 'request.cookie_ambiguous', cookieName: error.message })
      throw error
    }
  }

  const guarded = (route: string, check: typeof checkOwnRequest, request: IncomingMessage): void => {
    try {
      check(request.headers, publicOrigin)
    } catch (error) {
      if (error instanceof GatewayError)
        audit.write({ event: 'request.forged', detail: error.message, route })
      throw error
    }
  }

  const handle = async (
    exchange: Exchange,
    request: IncomingMessage,
    response: ServerResponse,
    kind: 'request' | 'upgrade',
  ): Promise<void> => {
    const { path, query } = exchange.target
    const route = proxy.routeOf(path)
    if (route !== undefined) {
      guarded(route.path, kind === 'upgrade' ? checkWebSocketRequest : checkOwnRequest, request)
      return proxy.handle(route, exchange, request, response, kind)
    }
    if (kind === 'upgrade') throw new GatewayError('UPGRADE_UNSUPPORTED')
    const isOwn = path === '/auth' || path.startsWith('/auth/')
    // A server calls there, with a proof that no page can have.
    if (path !== issuerLogoutPath)
      guarded(
        isOwn ? path : 'files',
        isOwn && path !== '/auth/openapi.json' ? checkOwnRequest : checkFileRequest,
        request,
      )
    // Credentials and handles have no business in an address (CRED-2, FIX-4).
    if (isOwn && query !== '') throw new GatewayError('QUERY_REFUSED')
    request.url = query === '' ? path : `${path}?${query}`
    rememberExchange(request, exchange)
    setSecurityHeaders(response)
    app(request, response)
  }

  return (request, response, kind) => {
    const correlation = deps.correlation()
    const address = deps.clientAddress(request)
    audit.during({ correlation, address }, async () => {
      // Where a request cannot be read, nothing that follows on its connection is.
      const { shouldKeepAlive } = response
      response.shouldKeepAlive = false
      try {
        const { target, cookies } = admit(request)
        response.shouldKeepAlive = shouldKeepAlive
        response.on('close', () =>
          deps.onAnswered(request, response, correlation, routeName(target.path, proxy)),
        )
        await handle({ correlation, address, target, cookies }, request, response, kind)
      } catch (error) {
        onError(error, correlation)
        sendError(response, error, correlation)
      }
    })
  }
}

/** For the log: never the address itself, which may hold anything. */
function routeName(path: string, proxy: Proxy): string {
  const route = proxy.routeOf(path)
  if (route !== undefined) return route.path
  if (path.startsWith('/auth/sessions/')) return '/auth/sessions/{id}'
  return /^\/auth(?:\/[a-z.-]{1,20}){0,2}$/.test(path) ? path : 'files'
}
