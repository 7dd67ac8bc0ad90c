import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DataFolderError } from './data-files.ts'

const stateFile = 'state.sqlite'
/** What came before the one file; a folder that has it is refused and left as it is. */
const oldFile = 'accounts.json'

/** "lZit", and the version of the table and of what its rows say. */
const applicationId = 0x6c5a6974
const version = 1

const schema = `
  CREATE TABLE kept (map TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (map, id)) STRICT;
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${version};
`

/**
 * Opens the state file of a data folder for this server alone, or makes it with mode 600. The journal beside it gets the same mode from
 * SQLite.
 *
 * @throws DataFolderError
 */
export function openStateFile(folder: string): DatabaseSync {
  if (existsSync(join(folder, oldFile))) throw new DataFolderError(otherVersion(oldFile))
  const path = join(folder, stateFile)
  const database = inOurWords(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    closeSync(openSync(path, 'a', 0o600))
    chmodSync(path, 0o600)
    return new DatabaseSync(path)
  })
  try {
    inOurWords(() => prepare(database))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function prepare(database: DatabaseSync): void {
  // Two servers with one folder would each overwrite what the other one knows.
  database.exec('PRAGMA locking_mode = EXCLUSIVE')
  const read = (pragma: string) => Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]
  const isNew = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'] === 0
  if (!isNew && (read('application_id') !== applicationId || read('user_version') !== version))
    throw new DataFolderError(otherVersion(stateFile))
  database.exec('PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON')
  if (isNew) database.exec(`BEGIN; ${schema} COMMIT`)
}

const otherVersion = (file: string) =>
  `${file} in the data folder is of another version; remove it to begin anew`

const reasons: Readonly<Record<number, string>> = {
  5: 'the data folder is in use by another local ZITADEL', // SQLITE_BUSY
  11: `${stateFile} in the data folder is damaged; remove it to begin anew`, // SQLITE_CORRUPT
  26: `${stateFile} in the data folder is damaged; remove it to begin anew`, // SQLITE_NOTADB
}

/** Runs what reads the data folder; whatever goes wrong is said in words that help, with the cause beside it. */
export function inOurWords<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof DataFolderError) throw error
    // The low byte is SQLite's primary code, the rest is detail.
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
    throw new DataFolderError(reasons[code] ?? `cannot use ${stateFile} in the data folder`, { cause: error })
  }
}
