import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { OwnSessions } from '../sessions/own-sessions.ts'
import { sessionView } from '../sessions/session-view.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { type CookieNames, clearCookie, setCookie } from './cookies.ts'
import { exchangeOf } from './exchange.ts'
import { formatSecret, parseSecret } from './handle.ts'
import { schemas } from './schemas.ts'

export interface SessionRoutesDeps {
  readonly sessions: Pick<Sessions, 'visit' | 'end'>
  readonly ownSessions: OwnSessions
  readonly cookies: CookieNames
}

/** Who am I, log out, and where else am I logged in. */
export async function sessionRoutes(
  app: FastifyInstance,
  { sessions, ownSessions, cookies }: SessionRoutesDeps,
): Promise<void> {
  const cookieOf = ({ raw }: FastifyRequest): string | undefined =>
    exchangeOf(raw).cookies.get(cookies.session)
  const secretOf = (request: FastifyRequest) => parseSecret(cookieOf(request))

  /** Only storage: "cookies" would reach every site below the same registrable domain. */
  const loggedOut = (reply: FastifyReply) =>
    reply
      .code(204)
      .header('set-cookie', clearCookie(cookies.session))
      .header('clear-site-data', '"storage"')
      .send()

  app.get('/auth/session', { schema: schemas.viewSession }, async (request, reply) => {
    const used = await sessions.visit(secretOf(request))
    if (used !== undefined) {
      const { record, replacement } = used
      if (replacement !== null)
        reply.header('set-cookie', setCookie(cookies.session, formatSecret(replacement)))
      return { session: sessionView(record) }
    }
    if (cookieOf(request) !== undefined) reply.header('set-cookie', clearCookie(cookies.session))
    return { session: null }
  })

  app.delete('/auth/session', { schema: schemas.endSession }, async (request, reply) => {
    await sessions.end(secretOf(request), 'user')
    return loggedOut(reply)
  })

  app.get('/auth/sessions', { schema: schemas.listSessions }, async (request) => ({
    sessions: await ownSessions.list(secretOf(request)),
  }))

  app.delete<{ Params: { id: string } }>(
    '/auth/sessions/:id',
    { schema: schemas.endOwnSession },
    async (request, reply) => {
      const { current } = await ownSessions.end(secretOf(request), request.params.id)
      return current ? loggedOut(reply) : reply.code(204).send()
    },
  )

  app.delete('/auth/sessions', { schema: schemas.endOwnSessions }, async (request, reply) => {
    await ownSessions.endAll(secretOf(request))
    return loggedOut(reply)
  })
}
