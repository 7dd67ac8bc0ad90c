import { isObject, listIn, textIn, textsIn } from '../shell/json-fields.ts'

/** One article as the API tells it. */
export interface Article {
  readonly id: string
  readonly headline: string
  readonly summary: string
  readonly body: string
  /** Ids of topics. */
  readonly topics: readonly string[]
  /** Who published it; `null` for what came with the newsroom. */
  readonly author: string | null
  /** Milliseconds since the epoch. */
  readonly publishedAt: number
}

/** Reads the articles of `GET /api/news` and `GET /api/feed`. */
export const parseArticles = (body: unknown): readonly Article[] => listIn(body, 'articles').map(parseArticle)

function parseArticle(value: unknown): Article {
  return {
    id: textIn(value, 'id'),
    headline: textIn(value, 'headline'),
    summary: textIn(value, 'summary'),
    body: textIn(value, 'body'),
    topics: textsIn(value, 'topics'),
    author: isObject(value) && typeof value['author'] === 'string' ? value['author'] : null,
    publishedAt: timeIn(value, 'publishedAt'),
  }
}

function timeIn(value: unknown, name: string): number {
  const field = isObject(value) ? value[name] : undefined
  if (typeof field !== 'number' || !Number.isFinite(field)) throw new TypeError(`expected a time in ${name}`)
  return field
}
