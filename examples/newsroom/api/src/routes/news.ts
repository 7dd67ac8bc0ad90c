import type { FastifyInstance } from 'fastify'
import type { Article } from '../articles.ts'
import { newsSchema } from '../schemas.ts'

/** `GET /api/news`: for everyone, also with a token that is no good any more. */
export async function news(
  app: FastifyInstance,
  { articles }: { readonly articles: readonly Article[] },
): Promise<void> {
  app.get('/api/news', { schema: newsSchema, config: { guard: 'public' } }, async (_, reply) => {
    reply.header('cache-control', 'public, max-age=60')
    return { articles }
  })
}
