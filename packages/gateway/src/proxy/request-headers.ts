import type { IncomingMessage } from 'node:http'
import { hopByHop } from './hop-by-hop.ts'

/**
 * Headers by which a client could say who it is, where it comes from or what it asks for, in place of those that we or the service's
 * own surroundings say it with. All of them go first; then the trusted ones are added (PROXY-3).
 */
const refused = new RegExp(
  `^(?:${[
    // credentials
    'cookie2?',
    'authorization',
    'authentication.*',
    'dpop',
    'proxy-.*',
    'x-api-key',
    'x-access-token',
    'x-csrf.*',
    'postern-.*',
    // identity, as proxies and platforms pass it on
    'x-user.*',
    'x-auth.*',
    'x-remote-.*',
    'remote-.*',
    'x-webauth-.*',
    'x-token-.*',
    'x-jwt.*',
    'x-id-token',
    'x-amzn-.*',
    'x-goog-.*',
    'x-ms-.*',
    'cf-.*',
    'x-envoy-.*',
    'x-zitadel-.*',
    // client certificates (RFC 9440 and older ways)
    'client-cert.*',
    'x-client-.*',
    'x-ssl-.*',
    'ssl-.*',
    // where it comes from
    'forwarded.*',
    'x-forwarded.*',
    'via',
    'x-real-ip',
    'x-cluster-client-ip',
    'true-client-ip',
    'fastly-client-ip',
    // another target or method than the one that was checked
    'host',
    'x-host',
    'x-original-.*',
    'x-rewrite-.*',
    'x-http-method.*',
    'x-method-override',
    // which trace it belongs to: a new one begins here (W3C Trace Context §3.4)
    'traceparent',
    'tracestate',
    'baggage',
    'b3',
    'x-b3-.*',
    'uber-.*',
    'sentry-trace',
    // ours to say
    'content-length',
    'expect',
    'sec-websocket-.*',
    'http2-settings',
    // to gateways of the CGI kind, `a_b` and `a-b` are one name
    '.*_.*',
  ].join('|')})$`,
)

/** Names that every browser sends and that the list above does not have: they need not be looked for in it. */
const usual: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-type',
  'if-modified-since',
  'if-none-match',
  'origin',
  'pragma',
  'priority',
  'referer',
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-ch-ua-platform',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'user-agent',
])

export interface TrustedHeaders {
  readonly publicOrigin: URL
  readonly address: string | null
  readonly accessToken: string | null
}

/** Names and values in turn, as undici takes them. */
export function requestHeaders(request: IncomingMessage, trusted: TrustedHeaders): string[] {
  const dropped = hopByHop(request.headers.connection)
  const headers: string[] = []
  const { rawHeaders } = request
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    if (!dropped.has(name) && (usual.has(name) || !refused.test(name)))
      headers.push(name, rawHeaders[index + 1] ?? '')
  }
  // The parser holds the body to its length, so it may be told (RFC 9112 §6.3).
  const length = request.headers['content-length']
  if (length !== undefined) headers.push('content-length', length)
  const { publicOrigin, address, accessToken } = trusted
  headers.push('x-forwarded-proto', publicOrigin.protocol.slice(0, -1), 'x-forwarded-host', publicOrigin.host)
  if (address !== null) headers.push('x-forwarded-for', address)
  if (accessToken !== null) headers.push('authorization', `Bearer ${accessToken}`)
  return headers
}
