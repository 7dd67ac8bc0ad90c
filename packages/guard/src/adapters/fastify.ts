import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GuardError } from '../errors.ts'
import type { Guard, RouteGuard } from '../guard.ts'
import type { Principal } from '../principal/principal.ts'
import type { Refusal } from '../refusal.ts'
import type { Rule } from '../route.ts'
import { bodyOf } from './answer.ts'
import { viewOf } from './view.ts'

export { fastifyEvictions } from './fastify-evictions.ts'

/** What a route says of its callers. Saying nothing means: a good token. */
export type RouteRule = 'public' | 'optional' | Rule

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; `null` on public routes and for strangers on optional ones. */
    principal: Principal | null
  }
  interface FastifyContextConfig {
    guard?: RouteRule
  }
}

/**
 * Guards every route of the instance that it is registered on, also those that do not exist, before a body is read. A route that
 * wants something else says so in its `config.guard`. Throws a GuardError `CONFIGURATION_INVALID` for a rule that nobody could meet.
 */
export const fastifyGuard = Object.assign(
  async (app: FastifyInstance, { guard }: { readonly guard: Guard }): Promise<void> => {
    app.decorateRequest('principal', null)
    const rules = new Map<RouteRule, RouteGuard>([
      ['optional', guard.route({ optional: true })],
      ['public', async () => null],
    ])
    const silent = guard.route({})
    const judgeOf = (rule: RouteRule | undefined): RouteGuard => {
      if (rule === undefined) return silent
      const judge = rules.get(rule) ?? guard.route(rule as Rule)
      rules.set(rule, judge)
      return judge
    }
    // a rule that nobody could meet shows at start
    app.addHook('onRoute', ({ config }) => void judgeOf(config?.guard))
    app.addHook('onRequest', async (request, reply) => {
      const judged = await judgeOf(request.routeOptions.config?.guard)(
        viewOf(request.raw, request.originalUrl),
      )
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
  const { status, headers, reason, detail, subject } = refusal
  request.log[status >= 500 ? 'error' : 'info'](
    { event: 'guard.refused', reason, detail, subject },
    'refused by the guard',
  )
  return reply.code(status).headers(headers).send(bodyOf(refusal, request.id))
}
