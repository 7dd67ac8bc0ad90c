import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Demand } from '../demands.ts'
import { GuardError } from '../errors.ts'
import type { Guard } from '../guard.ts'
import type { Principal } from '../principal/principal.ts'
import type { Refusal } from '../refusal.ts'
import type { GuardRequest } from '../request.ts'
import { rawHeaders } from './raw-headers.ts'

/** What a route says of its callers. Saying nothing means: a good token. */
export type RouteGuard = 'public' | 'optional' | { readonly demands: readonly Demand[] }

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; `null` on public routes and for strangers on optional ones. */
    principal: Principal | null
  }
  interface FastifyContextConfig {
    guard?: RouteGuard
  }
}

/**
 * Guards every route of the instance that it is registered on, also those that do not exist, before a body is read. A route that
 * wants something else says so in its `config.guard`.
 */
export const fastifyGuard = Object.assign(
  async (app: FastifyInstance, { guard }: { readonly guard: Guard }): Promise<void> => {
    app.decorateRequest('principal', null)
    app.addHook('onRequest', async (request, reply) => {
      const route = request.routeOptions.config?.guard ?? { demands: [] }
      if (route === 'public') return
      const judged = await (route === 'optional'
        ? guard.optional(view(request))
        : guard(view(request), ...route.demands))
      if (judged?.kind === 'refusal') return answer(judged, request, reply)
      request.principal = judged
    })
  },
  // the hook is for the whole instance, not for a scope of the plugin's own
  { [Symbol.for('skip-override')]: true },
)

/** The caller of a guarded route. Throws a GuardError `PRINCIPAL_MISSING` where nobody was judged. */
export function principalOf(request: FastifyRequest): Principal {
  const { principal } = request
  if (!principal)
    throw new GuardError(
      'principal_missing',
      'principalOf on a route that is public, optional or not guarded',
    )
  return principal
}

function answer(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, headers, problem, reason, detail, subject } = refusal
  request.log[status >= 500 ? 'error' : 'info'](
    { event: 'guard.refused', reason, detail, subject },
    'refused by the guard',
  )
  return reply
    .code(status)
    .headers(headers)
    .send(JSON.stringify({ ...problem, correlation: request.id }))
}

const view = ({ method, url, raw }: FastifyRequest): GuardRequest => ({
  method,
  url,
  headers: rawHeaders(raw.rawHeaders),
})
