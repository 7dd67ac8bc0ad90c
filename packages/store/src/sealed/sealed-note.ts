import type { StoreError } from '../errors.ts'

/** A note as it was read or written. */
export interface SealedNote<Content> {
  /** Where it lies: random, or the keyed hash of its name. */
  readonly noteId: string
  readonly version: number
  /** Milliseconds since the epoch; `null`: it does not expire by itself. */
  readonly expiresAt: number | null
  /** The index terms in clear, as they were given. */
  readonly indexes: readonly string[]
  readonly content: Content
}

export interface NewNote<Content> {
  /**
   * Any text that tells this note from every other of its kind, or `null` for one that nobody asks for by name. It lies in the store as
   * a keyed hash.
   */
  readonly name: string | null
  readonly content: Content
  readonly expiresAt: number | null
  /** At most 16, any text; they lie in the store as HMACs. */
  readonly indexes?: readonly string[]
}

/** What a write changes; everything that is not named stays. */
export interface NoteChanges<Content> {
  readonly content?: Content
  readonly expiresAt?: number | null
  readonly indexes?: readonly string[]
}

export interface FoundNotes<Content> {
  readonly found: readonly SealedNote<Content>[]
  /** Notes that carry the term and cannot be opened: each is worth an audit event. */
  readonly unreadable: readonly { readonly noteId: string; readonly error: StoreError }[]
}

/**
 * What the deployment itself has to remember: records of one envelope, sealed by the deployment key alone, which no handle opens. What
 * was changed in the store, put in the place of another or sealed under a key that is not configured rejects with
 * `RECORD_UNREADABLE` or `DEPLOYMENT_KEY_UNKNOWN`.
 *
 * Writes are told when somebody else wrote first: they answer `undefined` or false, and have changed nothing.
 */
export interface SealedNotes<Content> {
  /**
   * Writes a note if there is no living one of its name, under whichever key of the ring that one was named; otherwise nothing, and
   * `undefined`.
   */
  create(note: NewNote<Content>): Promise<SealedNote<Content> | undefined>
  /** The living note of a name. */
  load(name: string): Promise<SealedNote<Content> | undefined>
  /** The living notes that carry an index term, under whichever deployment key it was written, oldest write first. */
  find(index: string, options?: { readonly limit?: number }): Promise<FoundNotes<Content>>
  replace(note: SealedNote<Content>, changes: NoteChanges<Content>): Promise<SealedNote<Content> | undefined>
  /** Removes it if it is still as it was read. */
  remove(note: SealedNote<Content>): Promise<boolean>
}
