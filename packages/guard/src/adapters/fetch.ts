import type { Guard } from '../guard.ts'
import type { Principal } from '../principal/principal.ts'
import type { Refusal } from '../refusal.ts'
import type { Peer } from '../request.ts'
import type { Rule } from '../route.ts'
import { type AdapterOptions, bodyOf } from './answer.ts'

export interface FetchGuardOptions<Context> extends AdapterOptions<Request> {
  /** The other end of the connection, from what the server hands over beside the request. Only certificate-bound tokens need it. */
  peerOf?(request: Request, context: Context): Peer | undefined
}

/**
 * Puts the guard before handlers of the form `(request, context) => Response`; `principal` is `null` only where the rule is optional.
 *
 * @throws GuardError `CONFIGURATION_INVALID`, when a route is made, for a rule that nobody could meet
 */
export function fetchGuard<Context = unknown>(
  guard: Guard,
  { onRefusal, correlationOf, peerOf }: FetchGuardOptions<Context>,
) {
  return <R extends Rule>(
    rule: R,
    handler: (
      request: Request,
      principal: R extends { optional: true } ? Principal | null : Principal,
      context: Context,
    ) => Response | Promise<Response>,
  ): ((request: Request, context: Context) => Promise<Response>) => {
    const judge = guard.route(rule)
    return async (request, context) => {
      const { method, url, headers } = request
      const judged = await judge({ method, url, headers, peer: peerOf?.(request, context) })
      if (judged?.kind !== 'refusal') return handler(request, judged as Principal, context)
      onRefusal(judged, request)
      return responseOf(judged, correlationOf?.(request))
    }
  }
}

/** A refusal as a `Response`. */
export function responseOf(refusal: Refusal, correlation?: string): Response {
  return new Response(bodyOf(refusal, correlation), { status: refusal.status, headers: refusal.headers })
}
