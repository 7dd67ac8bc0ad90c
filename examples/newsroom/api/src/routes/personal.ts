import { principalOf } from '@postern/guard/fastify'
import type { FastifyInstance } from 'fastify'
import type { Article } from '../articles.ts'
import { pickQuote } from '../quotes.ts'
import type { Readers } from '../readers.ts'
import { chooseTopicsSchema, feedSchema, quoteSchema, topicsSchema } from '../schemas.ts'
import { firstTopics, type Topic, topics as available } from '../topics.ts'

export interface PersonalDeps {
  readonly articles: readonly Article[]
  readonly readers: Readers
  /** A random whole number from 0 to below its argument. */
  readonly randomBelow: (limit: number) => number
}

/** What needs to know who reads: feed, topics, quote. Guarded by saying nothing else. */
export async function personal(
  app: FastifyInstance,
  { articles, readers, randomBelow }: PersonalDeps,
): Promise<void> {
  const topicsFor = (subject: string) => {
    const chosen = readers.topicsOf(subject)
    return { topics: chosen ?? firstTopics, chosen: chosen !== undefined, available }
  }

  app.get('/api/feed', { schema: feedSchema }, async (request) => {
    const { topics } = topicsFor(principalOf(request).subject)
    return {
      topics,
      articles: articles.filter((article) => article.topics.some((topic) => topics.includes(topic))),
    }
  })

  app.get('/api/topics', { schema: topicsSchema }, async (request) => topicsFor(principalOf(request).subject))

  app.put<{ Body: { topics: Topic[] } }>('/api/topics', { schema: chooseTopicsSchema }, async (request) => {
    const { subject } = principalOf(request)
    readers.chooseTopics(subject, request.body.topics)
    return topicsFor(subject)
  })

  app.get('/api/quote', { schema: quoteSchema }, async (request) => {
    const { subject } = principalOf(request)
    const quote = pickQuote(readers.lastQuoteOf(subject), randomBelow)
    readers.rememberQuote(subject, quote.id)
    return quote
  })
}
