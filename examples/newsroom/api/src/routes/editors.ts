import type { Principal } from '@postern/guard'
import { principalOf } from '@postern/guard/fastify'
import type { FastifyInstance } from 'fastify'
import type { Article, Draft } from '../article.ts'
import type { Database } from '../database/database.ts'
import { forEditors } from '../guard.ts'
import { meSchema, publishSchema } from '../schemas.ts'

export interface EditorsDeps {
  readonly database: Pick<Database, 'publish'>
  readonly now: () => number
  readonly newId: () => string
}

/** What needs the role `editor`: publishing. Who has it is the guard's to say; `/api/me` tells the page whether to show the form. */
export async function editors(app: FastifyInstance, { database, now, newId }: EditorsDeps): Promise<void> {
  app.get('/api/me', { schema: meSchema }, async (request) => {
    const principal = principalOf(request)
    return { subject: principal.subject, name: nameOf(principal), mayPublish: principal.hasRole('editor') }
  })

  app.post<{ Body: Draft }>(
    '/api/articles',
    { schema: publishSchema, config: forEditors },
    async (request, reply) => {
      const principal = principalOf(request)
      const { headline, summary, body, topics } = request.body
      const author = nameOf(principal) ?? 'An editor'
      const article: Article = { id: newId(), headline, summary, body, topics, author, publishedAt: now() }
      await database.publish(article, principal.subject)
      request.log.info(
        { event: 'article.published', article: article.id, subject: principal.subject },
        'published',
      )
      return reply.code(201).send({ article })
    },
  )
}

/** As the token says it: a JWT of ZITADEL, judged by its signature, says no name. */
function nameOf({ claims }: Principal): string | null {
  const name = [claims['name'], claims['preferred_username'], claims['username']].find(
    (claim): claim is string => typeof claim === 'string' && claim.trim() !== '',
  )
  // U+FFFD for what not every database keeps
  return name === undefined
    ? null
    : name
        .replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd')
        .slice(0, 200)
        .toWellFormed()
}
