/**
 * Every way in which keeping something can fail. Status and title are all that a browser may learn (RFC 9457); the remedy is for
 * whoever runs the program, and stands in the log and in the documentation.
 *
 * The `RECORD_…` rows and `DEPLOYMENT_KEY_UNKNOWN` look from outside like a record that is not there; in the log they are worth an
 * audit event, because only a changed store or a changed key makes them.
 */
export const storeErrors = {
  KEY_INVALID: {
    status: 500,
    title: 'Something went wrong on our side.',
    remedy:
      'A defect: keys and index terms are 1 to 200 characters of A-Z a-z 0-9 _ - / . : and an entry has at most 32 terms.',
  },
  VALUE_TOO_LARGE: {
    status: 500,
    title: 'Something went wrong on our side.',
    remedy: 'A value may have 1 MiB. Look for claims or tokens that grow without bound.',
  },
  OPTION_INVALID: {
    status: 500,
    title: 'Something went wrong on our side.',
    remedy:
      'A defect: times and versions are whole milliseconds and numbers, windows and limits are positive.',
  },
  STORE_CLOSED: {
    status: 503,
    title: 'The service is not ready.',
    remedy: 'The program is ending. If it is not: a defect.',
  },
  STORE_BUSY: {
    status: 503,
    title: 'The service is busy.',
    remedy:
      'Another process holds a lock on the store file for longer than the busy timeout. Find it (a backup, an open shell) and let it finish. Nothing was written.',
  },
  STORE_CORRUPT: {
    status: 503,
    title: 'The service is not ready.',
    remedy:
      'The store file is damaged. Stop every process that uses it, keep a copy of it together with its -wal and -shm files, then restore a backup or start with a new file; users log in again. Nothing was overwritten.',
  },
  STORE_FOREIGN: {
    status: 503,
    title: 'The service is not ready.',
    remedy: 'The file is not a store of Postern. Name another file. It was left as it is.',
  },
  STORE_SCHEMA: {
    status: 503,
    title: 'The service is not ready.',
    remedy:
      'The store file was made by another version of Postern. Use that version, or name another file. It was left as it is.',
  },
  STORE_UNWRITABLE: {
    status: 503,
    title: 'The service is not ready.',
    remedy:
      'The store file or its folder cannot be opened or written. Create the folder, and give the program the right to write in it.',
  },
  STORE_FULL: {
    status: 503,
    title: 'The service is not ready.',
    remedy: 'The disk of the store file is full. Make room. What was stored is still there.',
  },
  STORE_REPLACED: {
    status: 503,
    title: 'The service is not ready.',
    remedy:
      'The store file was removed or replaced while the program had it open. Restart the program: it goes on with the file that is there. Nothing was written.',
  },
  STORE_FAILED: {
    status: 503,
    title: 'The service is not ready.',
    remedy: 'Reading or writing the store file failed. The cause in the log says how; look at the disk.',
  },
  RECORD_UNREADABLE: {
    status: 401,
    title: 'You are not logged in.',
    remedy:
      'A sealed record was changed after it was written, or put in the place of another. Treat the store as touched by somebody.',
  },
  RECORD_MALFORMED: {
    status: 401,
    title: 'You are not logged in.',
    remedy:
      'A sealed record opened, but its content is not of the expected form: another version of the program wrote it.',
  },
  DEPLOYMENT_KEY_UNKNOWN: {
    status: 401,
    title: 'You are not logged in.',
    remedy:
      'A sealed record was written under a deployment key that is no longer configured. Expected after a revocation; otherwise add the key again.',
  },
  DEPLOYMENT_KEY_INVALID: {
    status: 500,
    title: 'Something went wrong on our side.',
    remedy:
      'A deployment key is 32 random bytes in base64url (43 characters, no padding), and no two have the same id.',
  },
} as const satisfies Record<string, { status: number; title: string; remedy: string }>

export type StoreErrorCode = keyof typeof storeErrors

/** Told apart by `code`, never by message. `message` and `cause` are for the log, and hold neither keys of records nor content. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, detail?: string, options?: ErrorOptions) {
    super(`${detail ?? code}. ${storeErrors[code].remedy}`, options)
    this.code = code
  }

  /** The part of an error that may leave the process (RFC 9457). */
  toProblem(): { readonly status: number; readonly title: string; readonly code: StoreErrorCode } {
    const { status, title } = storeErrors[this.code]
    return { status, title, code: this.code }
  }
}
