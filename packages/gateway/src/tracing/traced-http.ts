import type { HttpClient } from '@postern/protocol'
import { issuerOperation } from '../metrics/issuer-operation.ts'
import type { Tracing } from './tracing.ts'

/** The network towards ZITADEL with a span for each call, which goes on there. Of the address only the host is told. */
export const tracedHttp =
  (http: HttpClient, tracing: Pick<Tracing, 'call'>): HttpClient =>
  (request) =>
    tracing.call({
      name: `zitadel ${issuerOperation(request.url)}`,
      attributes: {
        'http.request.method': request.method,
        ...(URL.canParse(request.url) && { 'server.address': new URL(request.url).hostname }),
      },
      send: (trace) => http({ ...request, headers: { ...request.headers, ...trace } }),
      statusOf: ({ status }) => status,
    })
