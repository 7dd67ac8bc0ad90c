import type { FastifyInstance } from 'fastify'
import type { Database } from '../database/database.ts'
import { newsSchema } from '../schemas.ts'

/** `GET /api/news`: for everyone, also with a token that is no good any more. */
export async function news(
  app: FastifyInstance,
  { database }: { readonly database: Pick<Database, 'news'> },
): Promise<void> {
  app.get('/api/news', { schema: newsSchema, config: { guard: 'public' } }, async (_, reply) => {
    // What was published a moment ago is there at the next look.
    reply.header('cache-control', 'public, no-cache')
    return { articles: await database.news() }
  })
}
