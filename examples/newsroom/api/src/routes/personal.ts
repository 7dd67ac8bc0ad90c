import { principalOf } from '@postern/guard/fastify'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../database/database.ts'
import { pickQuote } from '../quotes.ts'
import { chooseTopicsSchema, feedSchema, quoteSchema, topicsSchema } from '../schemas.ts'
import { firstTopics, type Topic, topics as available } from '../topics.ts'

export interface PersonalDeps {
  readonly database: Database
  /** A random whole number from 0 to below its argument. */
  readonly randomBelow: (limit: number) => number
}

/** What needs to know who reads: feed, topics, quote. Guarded by saying nothing else. */
export async function personal(app: FastifyInstance, { database, randomBelow }: PersonalDeps): Promise<void> {
  const topicsFor = async (subject: string) => {
    const chosen = await database.topicsOf(subject)
    return { topics: chosen ?? firstTopics, chosen: chosen !== undefined, available }
  }

  app.get('/api/feed', { schema: feedSchema }, async (request) => {
    const { topics } = await topicsFor(principalOf(request).subject)
    return { topics, articles: await database.newsAbout(topics) }
  })

  app.get('/api/topics', { schema: topicsSchema }, async (request) => topicsFor(principalOf(request).subject))

  app.put<{ Body: { topics: Topic[] } }>('/api/topics', { schema: chooseTopicsSchema }, async (request) => {
    const { subject } = principalOf(request)
    await database.chooseTopics(subject, request.body.topics)
    return topicsFor(subject)
  })

  app.get('/api/quote', { schema: quoteSchema }, async (request) => {
    const { subject } = principalOf(request)
    const quote = pickQuote(await database.lastQuoteOf(subject), randomBelow)
    await database.rememberQuote(subject, quote.id)
    return quote
  })
}
