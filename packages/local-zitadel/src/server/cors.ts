import { isOidcPath } from './paths.ts'
import type { Answer, RequestContext } from './request-context.ts'

type Headers = RequestContext['headers']

/** What a page of another origin may send and read. Every origin may: the original reflects all of them (contract 1.6, 11.5; R). */
interface Sharing {
  readonly methods: readonly string[]
  readonly headers: ReadonlySet<string>
  readonly exposed: string
}

const common = ['accept', 'accept-language', 'authorization', 'content-type', 'origin', 'x-requested-with']

const oidc: Sharing = {
  methods: ['GET', 'HEAD', 'POST'],
  headers: new Set(common),
  exposed: 'Location, Content-Length',
}
const api: Sharing = {
  methods: ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  headers: new Set([
    ...common,
    'connect-protocol-version',
    'connect-timeout-ms',
    'grpc-timeout',
    'x-grpc-web',
    'x-user-agent',
    'x-zitadel-orgid',
  ]),
  exposed: `${oidc.exposed}, Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin`,
}

/** CORS headers of an answer that is no preflight's. */
export function corsHeaders({ origin }: Headers, method: string, path: string): Record<string, string> {
  const { methods, exposed } = sharingOf(path)
  if (origin === undefined || !methods.includes(method)) return {}
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': exposed,
  }
}

/** The answer to a preflight: a method or a header that may not be sent is refused by saying nothing (R). */
export function preflight(headers: Headers, path: string): Answer {
  const vary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'
  const { origin, 'access-control-request-method': method } = headers
  const asked = headers['access-control-request-headers']
  const sharing = sharingOf(path)
  const isShared =
    origin !== undefined &&
    method !== undefined &&
    sharing.methods.includes(method) &&
    (asked === undefined || areShared(sharing, asked))
  if (!isShared) return { status: 204, headers: { vary }, body: '' }
  return {
    status: 204,
    headers: {
      vary,
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': method,
      ...(asked === undefined ? {} : { 'access-control-allow-headers': asked }),
    },
    body: '',
  }
}

function sharingOf(path: string): Sharing {
  return isOidcPath(path) ? oidc : api
}

/** Known names, in small letters and in order: as browsers write the header. The original takes no other form of it (R). */
function areShared({ headers }: Sharing, asked: string): boolean {
  const names = asked.split(',').map((name) => name.trim())
  return names.every((name, index) => headers.has(name) && (index === 0 || name > (names[index - 1] ?? '')))
}
