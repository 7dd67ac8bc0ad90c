import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { GuardError } from '../errors.ts'
import type { Guard } from '../guard.ts'
import type { Principal } from '../principal/principal.ts'
import type { Rule } from '../route.ts'
import { type AdapterOptions, bodyOf } from './answer.ts'
import { viewOf } from './view.ts'

/**
 * Makes middleware for Express 5: `app.use(guarded())` for everything behind it, `app.put('/x', guarded({ demands }), …)` for one route.
 * A predicate that throws goes to Express's error handler.
 *
 * @throws GuardError `CONFIGURATION_INVALID`, when middleware is made, for a rule that nobody could meet
 */
export function expressGuard(
  guard: Guard,
  { onRefusal, correlationOf }: AdapterOptions<Request>,
): (rule?: Rule) => RequestHandler {
  return (rule = {}) => {
    const judge = guard.route(rule)
    return async (request: Request, response: Response, next: NextFunction) => {
      // routers shorten `url`; a proof is made for the whole
      const judged = await judge(viewOf(request, request.originalUrl))
      if (judged?.kind === 'refusal') {
        onRefusal(judged, request)
        response.writeHead(judged.status, judged.headers).end(bodyOf(judged, correlationOf?.(request)))
        return
      }
      ;(request as Guarded)[caller] = judged
      next()
    }
  }
}

/** Where a request holds who sent it: a `WeakMap` of requests costs as much as looking up what is known of the token. */
const caller: unique symbol = Symbol('postern guard caller')
type Guarded = Request & { [caller]?: Principal | null }

/** Who calls; `null` for strangers on optional routes. Throws a GuardError `PRINCIPAL_MISSING` where nobody was judged. */
export function callerOf(request: Request): Principal | null {
  const found = (request as Guarded)[caller]
  if (found === undefined) throw new GuardError('principal_missing', 'callerOf behind no guard')
  return found
}

/** The caller of a guarded route. Throws a GuardError `PRINCIPAL_MISSING` where nobody was judged, and for strangers. */
export function principalOf(request: Request): Principal {
  const found = (request as Guarded)[caller]
  if (!found)
    throw new GuardError('principal_missing', 'principalOf on a route that is optional or not guarded')
  return found
}
