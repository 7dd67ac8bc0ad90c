import { topicIds, topics } from './topics.ts'

const topicList = { type: 'array', items: { type: 'string', enum: topicIds } }

const article = {
  type: 'object',
  required: ['id', 'headline', 'summary', 'body', 'topics', 'author', 'publishedAt'],
  properties: {
    id: { type: 'string' },
    headline: { type: 'string' },
    summary: { type: 'string' },
    body: { type: 'string' },
    topics: topicList,
    author: {
      type: ['string', 'null'],
      description: 'who published it; null for what came with the newsroom',
    },
    publishedAt: { type: 'integer', description: 'milliseconds since the epoch' },
  },
}

const answer = (properties: Record<string, unknown>, status = 200, description = 'done') => ({
  [status]: { description, type: 'object', required: Object.keys(properties), properties },
})

/** What every error looks like (RFC 9457). */
export const problemSchema = {
  description:
    'An error; `code` tells which. 401 and 403 come with a challenge (RFC 6750), 503 says when to come again.',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'code', 'correlation'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string' },
          correlation: { type: 'string' },
        },
      },
    },
  },
}

const forEveryone = { security: [] }

export const newsSchema = {
  ...forEveryone,
  summary: 'The newest articles',
  response: answer({ articles: { type: 'array', items: article } }),
}

export const feedSchema = {
  summary: 'The articles of the reader’s topics',
  response: answer({ topics: topicList, articles: { type: 'array', items: article } }),
}

const topicsAnswer = answer({
  topics: topicList,
  chosen: { type: 'boolean', description: 'whether the reader chose them, or got them to begin with' },
  available: {
    type: 'array',
    items: { type: 'object', properties: { id: { type: 'string' }, label: { type: 'string' } } },
  },
})

export const topicsSchema = { summary: 'The reader’s topics', response: topicsAnswer }

export const chooseTopicsSchema = {
  summary: 'Chooses topics',
  body: {
    type: 'object',
    required: ['topics'],
    additionalProperties: false,
    properties: { topics: { ...topicList, maxItems: topics.length, uniqueItems: true } },
  },
  response: topicsAnswer,
}

export const quoteSchema = {
  summary: 'A quote, never the same twice in a row',
  response: answer({ id: { type: 'string' }, text: { type: 'string' }, attribution: { type: 'string' } }),
}

export const meSchema = {
  summary: 'Who calls, and whether they may publish',
  response: answer({
    subject: { type: 'string' },
    name: { type: ['string', 'null'] },
    mayPublish: { type: 'boolean' },
  }),
}

/**
 * One line that begins with something to see. No control characters and no halves of a character: not every database keeps them. Each
 * pattern looks at each character once.
 */
const line = (maxLength: number) => ({
  type: 'string',
  maxLength,
  pattern: String.raw`^[^\p{Cc}\p{Cs}\p{Z}][^\p{Cc}\p{Cs}]*$`,
})
const lines = (maxLength: number) => ({
  type: 'string',
  maxLength,
  pattern: String.raw`^[^\p{Cc}\p{Cs}\p{Z}](?:[^\p{Cc}\p{Cs}]|\n)*$`,
})

export const publishSchema = {
  summary: 'Publishes an article, as an editor',
  body: {
    type: 'object',
    required: ['headline', 'summary', 'body', 'topics'],
    additionalProperties: false,
    properties: {
      headline: line(120),
      summary: line(300),
      body: lines(8_000),
      topics: { ...topicList, minItems: 1, maxItems: topics.length, uniqueItems: true },
    },
  },
  response: answer({ article }, 201, 'published'),
}
