import { chmodSync, closeSync, existsSync, openSync, readSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../errors.ts'
import { applicationId, schema, schemaVersion } from './schema.ts'

const ownerOnly = 0o600

/**
 * Opens a store file, or makes one. A file that is not a store of this version is refused before SQLite has touched it.
 *
 * @throws {StoreError} `STORE_FOREIGN`, `STORE_SCHEMA`; errors of SQLite and of the file system as they come
 */
export function openDatabase(file: string, busyTimeoutMs: number): DatabaseSync {
  // SQLite gives -wal and -shm the mode of the file itself, so that must be right before it opens it.
  if (!existsSync(file)) createEmpty(file)
  checkHeader(file)
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs, enableDoubleQuotedStringLiterals: false })
  try {
    prepare(database)
    for (const part of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(part)) chmodSync(part, ownerOnly)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function createEmpty(file: string): void {
  try {
    closeSync(openSync(file, 'wx', ownerOnly))
  } catch (error) {
    // Another process was faster: then it is there, which is all that was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/**
 * Reads the first 100 bytes as plain bytes. The tables are made in one transaction before the switch to WAL, so a store file either
 * is empty or has its marks in the main file (SQLite file format §1.3).
 */
function checkHeader(file: string): void {
  const header = Buffer.alloc(100)
  const descriptor = openSync(file, 'r+')
  try {
    const length = readSync(descriptor, header, 0, header.length, 0)
    if (length === 0) return
    if (length < header.length || header.toString('latin1', 0, 16) !== 'SQLite format 3\0')
      throw new StoreError('STORE_FOREIGN')
    checkMarks(header.readUInt32BE(68), header.readUInt32BE(60))
  } finally {
    closeSync(descriptor)
  }
}

function checkMarks(application: unknown, version: unknown): void {
  if (application !== applicationId) throw new StoreError('STORE_FOREIGN')
  if (version !== schemaVersion)
    throw new StoreError('STORE_SCHEMA', `version ${String(version)}, expected ${schemaVersion}`)
}

function prepare(database: DatabaseSync): void {
  database.exec(
    'PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON',
  )
  createSchema(database)
  // Where there is no shared memory (some network file systems) SQLite answers with the mode that it stays in.
  const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode']
  if (mode !== 'wal')
    throw new StoreError('STORE_UNWRITABLE', 'the file system of the store file cannot do WAL')
  // A logout that was answered must survive a power cut (LOGOUT-IS-FINAL), so every commit reaches the disk.
  database.exec('PRAGMA synchronous = FULL')
}

/** Makes the tables once, however many processes open a new file at the same time. */
export function createSchema(database: Pick<DatabaseSync, 'exec' | 'prepare'>): void {
  if (isMade(database)) return
  // Not seen as made: perhaps another process is at it. Whoever gets the lock second finds it done.
  database.exec('BEGIN EXCLUSIVE')
  try {
    if (!isMade(database)) database.exec(schema)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

function isMade(database: Pick<DatabaseSync, 'prepare'>): boolean {
  const objects = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()
  if (objects?.['n'] === 0) return false
  checkMarks(
    database.prepare('PRAGMA application_id').get()?.['application_id'],
    database.prepare('PRAGMA user_version').get()?.['user_version'],
  )
  return true
}
