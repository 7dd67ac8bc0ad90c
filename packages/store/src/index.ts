export type { StoreErrorCode } from './errors.ts'
export { StoreError, storeErrors } from './errors.ts'
export { storeLimits } from './limits.ts'
export { memoryStore } from './memory-store.ts'
export type { DeploymentKey } from './sealed/deployment-key.ts'
export { parseDeploymentKey } from './sealed/deployment-key.ts'
export type { FoundNotes, NewNote, NoteChanges, SealedNote, SealedNotes } from './sealed/sealed-note.ts'
export type { SealedNotesOptions } from './sealed/sealed-notes.ts'
export { sealedNotes } from './sealed/sealed-notes.ts'
export type {
  FoundRecords,
  HeldRecord,
  NewRecord,
  OuterChanges,
  OuterRecord,
  RecordChanges,
  SealedRecord,
  SealedRecords,
} from './sealed/sealed-record.ts'
export type { SealedRecordsOptions } from './sealed/sealed-records.ts'
export { sealedRecords } from './sealed/sealed-records.ts'
export type { SqliteStoreOptions } from './sqlite/sqlite-store.ts'
export { sqliteStore } from './sqlite/sqlite-store.ts'
export type { Entry, PutOptions, PutResult, Store } from './store.ts'
