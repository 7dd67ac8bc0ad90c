/** `PRAGMA application_id` of a store file: the letters `PSTN`, at byte 68 of the file (SQLite file format §1.3.18). */
export const applicationId = 0x5053544e

/** `PRAGMA user_version` of a store file. One more with every change of the tables below. */
export const schemaVersion = 1

/**
 * The version of an entry is its row id: AUTOINCREMENT never gives one twice, not even after the newest row was deleted, and "oldest
 * write first" is the order of the rows. Ordinary rowid tables, because values are large.
 */
export const schema = `
  CREATE TABLE entry (
    version INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    value BLOB NOT NULL,
    expires_at INTEGER,
    terms TEXT NOT NULL
  ) STRICT;
  CREATE INDEX entry_expiry ON entry (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE entry_term (
    version INTEGER NOT NULL REFERENCES entry (version) ON DELETE CASCADE,
    term TEXT NOT NULL,
    PRIMARY KEY (term, version)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX entry_term_version ON entry_term (version);

  CREATE TABLE counter (
    key TEXT PRIMARY KEY NOT NULL,
    count INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX counter_expiry ON counter (ends_at);

  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`
