import type { FastifyInstance } from 'fastify'
import { sessionView } from '../sessions/session-view.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { type CookieNames, clearCookie, setCookie } from './cookies.ts'
import { exchangeOf } from './exchange.ts'
import { formatSecret, parseSecret } from './handle.ts'
import { schemas } from './schemas.ts'

export interface SessionRoutesDeps {
  readonly sessions: Pick<Sessions, 'visit' | 'end'>
  readonly cookies: CookieNames
}

/** Who am I, and log out. */
export async function sessionRoutes(
  app: FastifyInstance,
  { sessions, cookies }: SessionRoutesDeps,
): Promise<void> {
  app.get('/auth/session', { schema: schemas.viewSession }, async (request, reply) => {
    const cookie = exchangeOf(request.raw).cookies.get(cookies.session)
    const used = await sessions.visit(parseSecret(cookie))
    if (used !== undefined) {
      const { record, replacement } = used
      if (replacement !== null)
        reply.header('set-cookie', setCookie(cookies.session, formatSecret(replacement)))
      return { session: sessionView(record) }
    }
    if (cookie !== undefined) reply.header('set-cookie', clearCookie(cookies.session))
    return { session: null }
  })

  app.delete('/auth/session', { schema: schemas.endSession }, async (request, reply) => {
    await sessions.end(parseSecret(exchangeOf(request.raw).cookies.get(cookies.session)), 'user')
    // Only storage: "cookies" would reach every site below the same registrable domain.
    return reply
      .code(204)
      .header('set-cookie', clearCookie(cookies.session))
      .header('clear-site-data', '"storage"')
      .send()
  })
}
