import type { Topic } from './topics.ts'

export interface Article {
  readonly id: string
  readonly headline: string
  readonly summary: string
  readonly body: string
  readonly topics: readonly Topic[]
  /** The name of the editor who published it, as it was then; `null` for what came with the newsroom. */
  readonly author: string | null
  /** Milliseconds since the epoch. */
  readonly publishedAt: number
}

/** What an editor writes; the rest is the newsroom's to say. */
export type Draft = Pick<Article, 'headline' | 'summary' | 'body' | 'topics'>
