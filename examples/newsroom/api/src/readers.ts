import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isTopic, type Topic } from './topics.ts'

/** What is remembered of each reader, by the subject of their token: the only thing that identifies a user. */
export interface Readers {
  /** The topics as last chosen; nothing for those who never chose. */
  topicsOf(subject: string): readonly Topic[] | undefined
  chooseTopics(subject: string, topics: readonly Topic[]): void
  lastQuoteOf(subject: string): string | null
  rememberQuote(subject: string, quoteId: string): void
  close(): void
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS reader (
    subject TEXT PRIMARY KEY,
    topics TEXT,
    last_quote TEXT
  ) STRICT;
`

/** Opens the readers in a file, which only its owner may read, and makes it where there is none. */
export function openReaders(file: string): Readers {
  closeSync(openSync(file, 'a', 0o600))
  const database = new DatabaseSync(file, { timeout: 1_000 })
  database.exec(schema)
  const read = database.prepare('SELECT topics, last_quote FROM reader WHERE subject = ?')
  const writeTopics = database.prepare(
    'INSERT INTO reader (subject, topics) VALUES (?1, ?2) ON CONFLICT (subject) DO UPDATE SET topics = ?2',
  )
  const writeQuote = database.prepare(
    'INSERT INTO reader (subject, last_quote) VALUES (?1, ?2) ON CONFLICT (subject) DO UPDATE SET last_quote = ?2',
  )
  return {
    topicsOf(subject) {
      const stored = read.get(subject)?.['topics']
      return typeof stored === 'string' ? parseTopics(stored) : undefined
    },
    chooseTopics(subject, topics) {
      writeTopics.run(subject, JSON.stringify(topics))
    },
    lastQuoteOf(subject) {
      const stored = read.get(subject)?.['last_quote']
      return typeof stored === 'string' ? stored : null
    },
    rememberQuote(subject, quoteId) {
      writeQuote.run(subject, quoteId)
    },
    close() {
      database.close()
    },
  }
}

/** A topic that is offered no longer is left out. */
function parseTopics(stored: string): readonly Topic[] {
  const topics: unknown = JSON.parse(stored)
  return Array.isArray(topics) ? topics.filter(isTopic) : []
}
