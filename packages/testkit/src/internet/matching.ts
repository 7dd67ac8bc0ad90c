import type { HttpRequest } from '@postern/protocol'

/**
 * Which requests are meant: `POST /oauth/v2/token` (method and path, whatever the origin and the query), a pattern for
 * `POST https://issuer.example/oauth/v2/token?…`, or a function.
 */
export type Matching = string | RegExp | ((request: HttpRequest) => boolean)

export function isMatch(matching: Matching, request: HttpRequest): boolean {
  if (typeof matching === 'function') return matching(request)
  if (typeof matching === 'string') return matching === `${request.method} ${new URL(request.url).pathname}`
  // `search` ignores the state that a sticky or global pattern carries.
  return `${request.method} ${request.url}`.search(matching) >= 0
}
