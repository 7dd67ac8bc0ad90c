import { Pool } from 'pg'
import type { Article } from '../article.ts'
import { isTopic } from '../topics.ts'
import { type Database, newsMost } from './database.ts'
import { postgresFailure } from './unavailable.ts'

const schema = `
  CREATE TABLE IF NOT EXISTS reader (
    subject text PRIMARY KEY,
    topics text[],
    last_quote text
  );
  CREATE TABLE IF NOT EXISTS article (
    id text PRIMARY KEY,
    headline text NOT NULL,
    summary text NOT NULL,
    body text NOT NULL,
    topics text[] NOT NULL,
    author text,
    author_subject text,
    published_at bigint NOT NULL
  );
  CREATE INDEX IF NOT EXISTS article_by_time ON article (published_at DESC, id);
`

/** Any number that nobody else locks in this database: two that start at once make the tables one after the other. */
const setUpLock = 7_051_904

const newest = `ORDER BY published_at DESC, id COLLATE "C" LIMIT ${newsMost}`
const insert = `INSERT INTO article (id, headline, summary, body, topics, author, author_subject, published_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

/**
 * Opens a database of PostgreSQL, and makes its tables and first articles where there are none. A connection that breaks while nobody
 * uses it is made again with the next statement; `onBroken` hears of it.
 */
export async function openPostgres(
  connectionString: string,
  first: readonly Article[],
  onBroken: (error: Error) => void,
  waitMs = 5_000,
): Promise<Database> {
  const pool = new Pool({
    connectionString,
    max: 10,
    // for a new connection, and for one that others have
    connectionTimeoutMillis: waitMs,
    statement_timeout: waitMs,
    // The server ends its statement itself, locks and all, if it can; a little later we do not wait for it any more.
    query_timeout: waitMs * 1.2,
    application_name: 'newsroom-api',
  })
  pool.on('error', onBroken)
  await setUp(pool, first).catch(async (error: unknown) => {
    await pool.end()
    throw postgresFailure(error)
  })
  const ask = async (statement: string, values: readonly unknown[] = []): Promise<readonly Row[]> => {
    try {
      return (await pool.query<Row>(statement, [...values])).rows
    } catch (error) {
      throw postgresFailure(error)
    }
  }
  const readerOf = async (subject: string): Promise<Row | undefined> =>
    (await ask('SELECT topics, last_quote FROM reader WHERE subject = $1', [subject]))[0]
  return {
    news: async () => (await ask(`SELECT * FROM article ${newest}`)).map(articleOf),
    async newsAbout(topics) {
      const found = await ask(`SELECT * FROM article WHERE topics && $1::text[] ${newest}`, [topics])
      return found.map(articleOf)
    },
    publish: async (article, subject) => void (await ask(insert, valuesOf(article, subject))),
    async topicsOf(subject) {
      const topics: unknown = (await readerOf(subject))?.['topics']
      return Array.isArray(topics) ? topics.filter(isTopic) : undefined
    },
    async chooseTopics(subject, topics) {
      const statement =
        'INSERT INTO reader (subject, topics) VALUES ($1, $2) ON CONFLICT (subject) DO UPDATE SET topics = $2'
      await ask(statement, [subject, topics])
    },
    async lastQuoteOf(subject) {
      const stored: unknown = (await readerOf(subject))?.['last_quote']
      return typeof stored === 'string' ? stored : null
    },
    async rememberQuote(subject, quoteId) {
      const statement =
        'INSERT INTO reader (subject, last_quote) VALUES ($1, $2) ON CONFLICT (subject) DO UPDATE SET last_quote = $2'
      await ask(statement, [subject, quoteId])
    },
    close: () => pool.end(),
  }
}

type Row = Readonly<Record<string, unknown>>

async function setUp(pool: Pool, first: readonly Article[]): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [setUpLock])
    await client.query(schema)
    const { rows } = await client.query('SELECT 1 FROM article LIMIT 1')
    if (rows.length === 0) for (const article of first) await client.query(insert, valuesOf(article, null))
    await client.query('COMMIT')
  } finally {
    // Whatever has begun and did not end is undone with its connection.
    client.release(true)
  }
}

const valuesOf = (
  { id, headline, summary, body, topics, author, publishedAt }: Article,
  subject: string | null,
): unknown[] => [id, headline, summary, body, topics, author, subject, publishedAt]

const articleOf = (row: Row): Article => ({
  id: String(row['id']),
  headline: String(row['headline']),
  summary: String(row['summary']),
  body: String(row['body']),
  topics: Array.isArray(row['topics']) ? row['topics'].filter(isTopic) : [],
  author: typeof row['author'] === 'string' ? row['author'] : null,
  // bigint comes as a text
  publishedAt: Number(row['published_at']),
})
