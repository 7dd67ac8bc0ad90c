import { topicIds, topics } from './topics.ts'

const topicList = { type: 'array', items: { type: 'string', enum: topicIds } }

const article = {
  type: 'object',
  required: ['id', 'headline', 'summary', 'body', 'topics', 'publishedAt'],
  properties: {
    id: { type: 'string' },
    headline: { type: 'string' },
    summary: { type: 'string' },
    body: { type: 'string' },
    topics: topicList,
    publishedAt: { type: 'integer', description: 'milliseconds since the epoch' },
  },
}

const answer = (properties: Record<string, unknown>) => ({
  200: { type: 'object', required: Object.keys(properties), properties },
})

export const newsSchema = { response: answer({ articles: { type: 'array', items: article } }) }

export const feedSchema = {
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

export const topicsSchema = { response: topicsAnswer }

export const chooseTopicsSchema = {
  body: {
    type: 'object',
    required: ['topics'],
    additionalProperties: false,
    properties: { topics: { ...topicList, maxItems: topics.length, uniqueItems: true } },
  },
  response: topicsAnswer,
}

export const quoteSchema = {
  response: answer({ id: { type: 'string' }, text: { type: 'string' }, attribution: { type: 'string' } }),
}
