import type { Article } from '../article.ts'
import type { Topic } from '../topics.ts'

/**
 * Everything that lasts: the articles, and what is remembered of each reader, by the subject of their token: the only thing that
 * identifies a user. Texts may be anything; none is ever a part of a statement.
 *
 * What cannot be asked now rejects with `DATABASE_UNAVAILABLE`, within seconds, and may be asked again: the next call finds the database
 * if it is back. A write that rejects so may have happened.
 */
export interface Database {
  /** The newest first, a hundred at most. */
  news(): Promise<readonly Article[]>
  /** The same of those that are about one of the topics at least. */
  newsAbout(topics: readonly Topic[]): Promise<readonly Article[]>
  /** `subject` is the editor's. Rejects if there is an article of that id. */
  publish(article: Article, subject: string): Promise<void>
  /** The topics as last chosen, those that are offered no longer left out; nothing for readers who never chose. */
  topicsOf(subject: string): Promise<readonly Topic[] | undefined>
  chooseTopics(subject: string, topics: readonly Topic[]): Promise<void>
  lastQuoteOf(subject: string): Promise<string | null>
  rememberQuote(subject: string, quoteId: string): Promise<void>
  close(): Promise<void>
}

/** How many articles are shown at once. */
export const newsMost = 100
