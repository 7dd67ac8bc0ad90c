import { DatabaseError } from 'pg'
import { NewsroomError } from '../errors.ts'

/**
 * SQLSTATE classes of a PostgreSQL that is there and cannot be used now (PostgreSQL, appendix A). The others are about our statement,
 * and stay our own failure.
 */
const postgresAway: readonly string[] = [
  '08', // connection
  '28', // it does not let us in
  '3D', // the database is not there
  '53', // disk full, out of memory, too many connections
  '55', // a lock was not to be had
  '57', // shut down, starting up, cancelled because it took too long
  '58', // its disk fails
]

/** SQLITE_BUSY, LOCKED, READONLY, IOERR, FULL and CANTOPEN (sqlite.org/rescode.html). A file that is damaged does not come back by waiting. */
const sqliteAway: readonly unknown[] = [5, 6, 8, 10, 13, 14]

/** What PostgreSQL did not answer itself was lost on the way to it: refused, cut, or not there in time. */
export const postgresFailure = (error: unknown): unknown =>
  !(error instanceof DatabaseError) || postgresAway.includes(error.code?.slice(0, 2) ?? '')
    ? unavailable(error)
    : error

/** The lowest byte of SQLite's code is the kind; the others tell more of the same. */
export function sqliteFailure(error: unknown): unknown {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'errcode') : undefined
  return typeof code === 'number' && sqliteAway.includes(code & 0xff) ? unavailable(error) : error
}

function unavailable(cause: unknown): NewsroomError {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined
  // One that tried several addresses has a code and says nothing.
  const said = cause instanceof Error ? cause.message : ''
  return new NewsroomError('DATABASE_UNAVAILABLE', [code, said].filter(Boolean).join(': '), { cause })
}
