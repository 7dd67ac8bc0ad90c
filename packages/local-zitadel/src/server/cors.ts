import type { Answer, RequestContext } from './request-context.ts'

const exposed = 'Location, Content-Length'
const exposedByApi = `${exposed}, Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin`

/** CORS headers as the original sends them: every origin is reflected (contract 1.6, 11.5; R). */
export function corsHeaders(headers: RequestContext['headers'], isOidc: boolean): Record<string, string> {
  const origin = headers['origin']
  if (origin === undefined) return {}
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': isOidc ? exposed : exposedByApi,
  }
}

/** The answer to a preflight. */
export function preflight(headers: RequestContext['headers']): Answer {
  const vary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'
  const origin = headers['origin']
  const asked = headers['access-control-request-method']
  if (origin === undefined || asked === undefined) return { status: 204, headers: { vary }, body: '' }
  const askedHeaders = headers['access-control-request-headers']
  return {
    status: 204,
    headers: {
      vary,
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': asked,
      ...(askedHeaders === undefined ? {} : { 'access-control-allow-headers': askedHeaders }),
    },
    body: '',
  }
}
