import { StoreError, type StoreErrorCode } from '../errors.ts'

/** Primary result codes of SQLite (sqlite.org/rescode.html) in our words. */
const codes: Readonly<Record<number, StoreErrorCode>> = {
  1: 'STORE_CORRUPT', // SQLITE_ERROR: our statements are sound, so the tables are not as we made them
  3: 'STORE_UNWRITABLE', // SQLITE_PERM
  5: 'STORE_BUSY', // SQLITE_BUSY
  6: 'STORE_BUSY', // SQLITE_LOCKED
  8: 'STORE_UNWRITABLE', // SQLITE_READONLY
  11: 'STORE_CORRUPT', // SQLITE_CORRUPT
  13: 'STORE_FULL', // SQLITE_FULL
  14: 'STORE_UNWRITABLE', // SQLITE_CANTOPEN
  26: 'STORE_FOREIGN', // SQLITE_NOTADB
}

/** Runs what speaks to SQLite or to the file system, and gives every failure its row in the table of codes. */
export function inOurWords<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw storeErrorOf(error)
  }
}

function storeErrorOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error
  const { errcode, code } = error as { errcode?: unknown; code?: unknown }
  if (typeof errcode === 'number') {
    // The low byte is the primary code, the rest is detail. The message of SQLite names tables and columns, never values.
    const ours = codes[errcode & 0xff] ?? 'STORE_FAILED'
    return new StoreError(ours, `SQLite result ${errcode}`, { cause: error })
  }
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StoreError('STORE_FULL', String(code), { cause: error })
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code))
    return new StoreError('STORE_UNWRITABLE', code, { cause: error })
  return new StoreError('STORE_FAILED', undefined, { cause: error })
}
