import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Article } from '../article.ts'
import { isTopic, type Topic } from '../topics.ts'
import { type Database, newsMost } from './database.ts'
import { sqliteFailure } from './unavailable.ts'

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS reader (
    subject TEXT PRIMARY KEY,
    topics TEXT,
    last_quote TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS article (
    id TEXT PRIMARY KEY,
    headline TEXT NOT NULL,
    summary TEXT NOT NULL,
    body TEXT NOT NULL,
    topics TEXT NOT NULL,
    author TEXT,
    author_subject TEXT,
    published_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS article_by_time ON article (published_at DESC, id);
`

/** Opens a file that only its owner may read, and makes it, with its first articles, where there is none. */
export function openSqlite(file: string, first: readonly Article[], waitMs = 1_000): Database {
  closeSync(openSync(file, 'a', 0o600))
  const database = new DatabaseSync(file, { timeout: waitMs })
  database.exec(schema)
  const newest = `ORDER BY published_at DESC, id LIMIT ${newsMost}`
  const readNews = database.prepare(`SELECT * FROM article ${newest}`)
  const readNewsAbout = database.prepare(
    `SELECT * FROM article WHERE EXISTS (
       SELECT 1 FROM json_each(article.topics) AS topic WHERE topic.value IN (SELECT value FROM json_each(?))
     ) ${newest}`,
  )
  const insert = (or: '' | 'OR IGNORE') =>
    database.prepare(
      `INSERT ${or} INTO article (id, headline, summary, body, topics, author, author_subject, published_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  const write = insert('')
  const readReader = database.prepare('SELECT topics, last_quote FROM reader WHERE subject = ?')
  const writeTopics = database.prepare(
    'INSERT INTO reader (subject, topics) VALUES (?1, ?2) ON CONFLICT (subject) DO UPDATE SET topics = ?2',
  )
  const writeQuote = database.prepare(
    'INSERT INTO reader (subject, last_quote) VALUES (?1, ?2) ON CONFLICT (subject) DO UPDATE SET last_quote = ?2',
  )
  if (readNews.get() === undefined) {
    const writeFirst = insert('OR IGNORE')
    for (const article of first) writeFirst.run(...valuesOf(article, null))
  }
  const ask = async <T>(statement: () => T): Promise<T> => {
    try {
      return statement()
    } catch (error) {
      throw sqliteFailure(error)
    }
  }
  const readerOf = (subject: string) => ask(() => readReader.get(subject))
  return {
    news: async () => (await ask(() => readNews.all())).map(articleOf),
    newsAbout: async (topics) => (await ask(() => readNewsAbout.all(JSON.stringify(topics)))).map(articleOf),
    publish: async (article, subject) => void (await ask(() => write.run(...valuesOf(article, subject)))),
    async topicsOf(subject) {
      const stored = (await readerOf(subject))?.['topics']
      return typeof stored === 'string' ? parseTopics(stored) : undefined
    },
    chooseTopics: async (subject, topics) =>
      void (await ask(() => writeTopics.run(subject, JSON.stringify(topics)))),
    async lastQuoteOf(subject) {
      const stored = (await readerOf(subject))?.['last_quote']
      return typeof stored === 'string' ? stored : null
    },
    rememberQuote: async (subject, quoteId) => void (await ask(() => writeQuote.run(subject, quoteId))),
    close: async () => database.close(),
  }
}

const valuesOf = (
  { id, headline, summary, body, topics, author, publishedAt }: Article,
  subject: string | null,
) => [id, headline, summary, body, JSON.stringify(topics), author, subject, publishedAt] as const

const articleOf = (row: Readonly<Record<string, unknown>>): Article => ({
  id: String(row['id']),
  headline: String(row['headline']),
  summary: String(row['summary']),
  body: String(row['body']),
  topics: parseTopics(String(row['topics'])),
  author: typeof row['author'] === 'string' ? row['author'] : null,
  publishedAt: Number(row['published_at']),
})

function parseTopics(stored: string): readonly Topic[] {
  const topics: unknown = JSON.parse(stored)
  return Array.isArray(topics) ? topics.filter(isTopic) : []
}
