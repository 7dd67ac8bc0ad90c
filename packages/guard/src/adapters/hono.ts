import type { Context, MiddlewareHandler } from 'hono'
import type { Guard } from '../guard.ts'
import type { Principal } from '../principal/principal.ts'
import type { Peer } from '../request.ts'
import type { Rule } from '../route.ts'
import type { AdapterOptions } from './answer.ts'
import { responseOf } from './fetch.ts'

export interface HonoGuardOptions extends AdapterOptions<Context> {
  /** The other end of the connection, as the server below Hono tells it. Only certificate-bound tokens need it. */
  peerOf?(context: Context): Peer | undefined
}

/** The variables of an app behind the guard. `principal` is `null` for strangers on optional routes. */
export interface GuardVariables {
  principal: Principal | null
}

/** The variables of routes whose rule is not optional. */
export interface PrincipalVariables {
  principal: Principal
}

/**
 * Makes middleware for Hono: `app.use(guarded())`, or `app.put('/x', guarded({ demands }), …)`; then `c.get('principal')` is who calls.
 *
 * @throws GuardError `CONFIGURATION_INVALID`, when middleware is made, for a rule that nobody could meet
 */
export function honoGuard(guard: Guard, { onRefusal, correlationOf, peerOf }: HonoGuardOptions) {
  return <R extends Rule = Rule>(
    rule?: R,
  ): MiddlewareHandler<{ Variables: R extends { optional: true } ? GuardVariables : PrincipalVariables }> => {
    const judge = guard.route(rule ?? {})
    return async (context, next) => {
      const { method, url, headers } = context.req.raw
      const judged = await judge({ method, url, headers, peer: peerOf?.(context) })
      if (judged?.kind === 'refusal') {
        onRefusal(judged, context)
        return responseOf(judged, correlationOf?.(context))
      }
      context.set('principal', judged as Principal)
      return next()
    }
  }
}
