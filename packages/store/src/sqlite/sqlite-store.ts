import { resolve } from 'node:path'
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { StoreError } from '../errors.ts'
import { checkCount, checkFind, checkKey, checkPut, checkVersion, storeLimits } from '../limits.ts'
import type { Entry, Store } from '../store.ts'
import { inOurWords } from './failure.ts'
import { openDatabase } from './open-database.ts'
import { sameFile } from './same-file.ts'
import { prepareStatements, type Statements } from './statements.ts'

export interface SqliteStoreOptions {
  /** Path of the store file; its folder must exist. The file and its -wal and -shm companions get mode 600. */
  readonly file: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** How long to wait for another process's write before `STORE_BUSY`. The waiting blocks this process. Default 2,000. */
  readonly busyTimeoutMs?: number
}

/**
 * A store in one SQLite file, for any number of processes on one machine. Each method is one statement or one immediate transaction;
 * what was answered as written is on the disk.
 *
 * Expired rows go with later writes, some at a time: nothing runs by itself.
 *
 * @throws {StoreError} `STORE_FOREIGN`, `STORE_SCHEMA`, `STORE_CORRUPT`, `STORE_BUSY`, `STORE_UNWRITABLE`, `STORE_FULL`, `STORE_REPLACED`, `STORE_FAILED`
 */
export function sqliteStore({ file, now, busyTimeoutMs = 2_000 }: SqliteStoreOptions): Store {
  const path = resolve(file)
  const { database, statements } = inOurWords(() => openWhole(path, busyTimeoutMs))
  const checkSameFile = inOurWords(() => sameFile(path))

  /** Everything that speaks to the file goes through here. */
  const run = <T>(act: (time: number) => T): T => {
    if (!database.isOpen) throw new StoreError('STORE_CLOSED')
    return inOurWords(() => act(now()))
  }

  return {
    async get(key) {
      checkKey(key)
      return run((time) => entryOf(statements.get.get({ key, now: time })))
    },

    async versionOf(key) {
      checkKey(key)
      return run((time) => {
        const row = statements.versionOf.get({ key, now: time })
        return row && Number(row['version'])
      })
    },

    async put(key, value, options) {
      checkPut(key, value, options)
      const { if: condition, expiresAt, indexes = [] } = options
      return run((time) =>
        inTransaction(database, () => {
          checkSameFile()
          if (condition === 'absent') statements.removeExpired.run({ key, now: time })
          else if (
            statements.removeVersion.run({ key, now: time, version: condition.version }).changes === 0
          ) {
            return { written: false }
          }
          const inserted = statements.insert.get({ key, value, expiresAt, terms: indexes.join(' ') })
          if (inserted === undefined) return { written: false }
          const version = Number(inserted['version'])
          for (const term of indexes) statements.insertTerm.run({ version, term })
          statements.purgeEntries.run({ now: time })
          return { written: true, version }
        }),
      )
    },

    async take(key) {
      checkKey(key)
      return run((time) => entryOf(statements.take.get({ key, now: time })))
    },

    async delete(key, options) {
      checkKey(key)
      if (options?.version === undefined)
        return run((time) => statements.remove.run({ key, now: time }).changes === 1)
      const { version } = options
      checkVersion(version)
      return run((time) => statements.removeVersion.run({ key, version, now: time }).changes === 1)
    },

    async find(index, { limit = storeLimits.findDefault } = {}) {
      checkFind(index, limit)
      return run((time) => statements.find.all({ term: index, limit, now: time }).map(livingEntryOf))
    },

    async count(key, windowMs) {
      checkCount(key, windowMs)
      return run((time) =>
        inTransaction(database, () => {
          const counted = statements.count.get({ key, now: time, endsAt: time + windowMs })
          statements.purgeCounters.run({ now: time })
          return Number(counted?.['count'])
        }),
      )
    },

    async uncount(key) {
      checkKey(key)
      run(() => statements.uncount.run({ key }))
    },

    async resetCount(key) {
      checkKey(key)
      run(() => statements.resetCount.run({ key }))
    },

    async close() {
      if (database.isOpen) inOurWords(() => database.close())
    },
  }
}

function openWhole(file: string, busyTimeoutMs: number): { database: DatabaseSync; statements: Statements } {
  const database = openDatabase(file, busyTimeoutMs)
  try {
    return { database, statements: prepareStatements(database) }
  } catch (error) {
    database.close()
    throw error
  }
}

/** IMMEDIATE: the write lock is taken at the start, where the busy timeout applies, and never upgraded to half way through. */
function inTransaction<T>(database: DatabaseSync, act: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = act()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite may have rolled back by itself, after a full disk for instance.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

type Row = Record<string, SQLOutputValue>

function entryOf(row: Row | undefined): Entry | undefined {
  return row === undefined ? undefined : livingEntryOf(row)
}

function livingEntryOf(row: Row): Entry {
  const { key, value, version, expires_at: expiresAt, terms } = row
  if (!(value instanceof Uint8Array) || typeof key !== 'string' || typeof terms !== 'string')
    throw new StoreError('STORE_CORRUPT')
  return {
    key,
    value,
    version: Number(version),
    expiresAt: expiresAt === null ? null : Number(expiresAt),
    indexes: terms === '' ? [] : terms.split(' '),
  }
}
