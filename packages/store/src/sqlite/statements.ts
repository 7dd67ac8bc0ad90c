import type { DatabaseSync, StatementSync } from 'node:sqlite'

const columns = 'entry.key, entry.value, entry.version, entry.expires_at, entry.terms'
const isLiving = '(entry.expires_at IS NULL OR entry.expires_at > :now)'

/** How many expired rows of a table a write takes with it. */
const purgedPerWrite = 16

const texts = {
  get: `SELECT ${columns} FROM entry WHERE key = :key AND ${isLiving}`,
  versionOf: `SELECT version FROM entry WHERE key = :key AND ${isLiving}`,
  find: `SELECT ${columns} FROM entry_term JOIN entry ON entry.version = entry_term.version
         WHERE entry_term.term = :term AND ${isLiving} ORDER BY entry_term.version LIMIT :limit`,
  insert: `INSERT INTO entry (key, value, expires_at, terms) VALUES (:key, :value, :expiresAt, :terms)
           ON CONFLICT (key) DO NOTHING RETURNING version`,
  insertTerm: 'INSERT INTO entry_term (version, term) VALUES (:version, :term)',
  take: `DELETE FROM entry WHERE key = :key AND ${isLiving} RETURNING ${columns.replaceAll('entry.', '')}`,
  remove: `DELETE FROM entry WHERE key = :key AND ${isLiving}`,
  removeVersion: `DELETE FROM entry WHERE key = :key AND version = :version AND ${isLiving}`,
  removeExpired: 'DELETE FROM entry WHERE key = :key AND expires_at <= :now',
  count: `INSERT INTO counter (key, count, ends_at) VALUES (:key, 1, :endsAt)
          ON CONFLICT (key) DO UPDATE SET
            count = CASE WHEN ends_at > :now THEN count + 1 ELSE 1 END,
            ends_at = CASE WHEN ends_at > :now THEN ends_at ELSE excluded.ends_at END
          RETURNING count`,
  uncount: 'UPDATE counter SET count = max(0, count - 1) WHERE key = :key',
  resetCount: 'DELETE FROM counter WHERE key = :key',
  purgeEntries: `DELETE FROM entry WHERE version IN
                 (SELECT version FROM entry WHERE expires_at <= :now LIMIT ${purgedPerWrite})`,
  purgeCounters: `DELETE FROM counter WHERE key IN
                  (SELECT key FROM counter WHERE ends_at <= :now LIMIT ${purgedPerWrite})`,
} as const

export type Statements = Readonly<Record<keyof typeof texts, StatementSync>>

/** Prepares every statement once. Fails on a file whose tables are not as the schema says. */
export function prepareStatements(database: DatabaseSync): Statements {
  const prepared = Object.entries(texts).map(([name, text]) => [name, database.prepare(text)])
  return Object.fromEntries(prepared) as Statements
}
