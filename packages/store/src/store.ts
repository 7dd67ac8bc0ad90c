/** A stored value with its version. */
export interface Entry {
  readonly key: string
  readonly value: Uint8Array<ArrayBuffer>
  /** Grows with every write of this key, and never repeats for it, not even after a delete. */
  readonly version: number
  /** Milliseconds since the epoch; at this very millisecond the entry is gone. `null`: it does not expire by itself. */
  readonly expiresAt: number | null
  /** The index terms under which `find` returns it, as last written. */
  readonly indexes: readonly string[]
}

export interface PutOptions {
  /** `absent`: only if there is no living entry. A number: only if that is the stored version. There is no blind write. */
  readonly if: 'absent' | { readonly version: number }
  readonly expiresAt: number | null
  /** Replaces all index terms of the entry. Whoever writes makes them opaque (HMAC) first: a store reads nothing. */
  readonly indexes?: readonly string[]
}

export type PutResult = { readonly written: true; readonly version: number } | { readonly written: false }

/**
 * Where everything that outlives a request is kept: a key-value store with versions, expiry and indexes.
 *
 * Each method is atomic, across processes too; `storeContract` of the testkit is what that means. Keys are at most 200 characters of
 * `A-Z a-z 0-9 _ - / . :`, values at most 1 MiB, index terms follow the key's rule, at most 32 for an entry and none twice. Everything
 * else rejects with a `StoreError`, and so does every call after `close`; what was refused has changed nothing.
 *
 * Buffers that are handed in and out are copies. Counters and entries do not know each other, even under the same key.
 */
export interface Store {
  /** The living entry, or nothing. */
  get(key: string): Promise<Entry | undefined>
  /** The version of the living entry, or nothing: for whoever has read it before and asks whether it is still the same. */
  versionOf(key: string): Promise<number | undefined>
  /**
   * Writes if the condition holds. `written: false` means that somebody was faster: read again. An expired entry is absent, and is no
   * longer its version.
   */
  put(key: string, value: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<PutResult>
  /** Reads and removes in one act: of many racing takers one gets it. */
  take(key: string): Promise<Entry | undefined>
  /** Removes, if `version` is given only that version. True if something living was removed. */
  delete(key: string, options?: { readonly version?: number }): Promise<boolean>
  /** All living entries that carry the index term, oldest write first, at most `limit` (default 1000). */
  find(index: string, options?: { readonly limit?: number }): Promise<readonly Entry[]>
  /**
   * Adds one to a counter that lives for `windowMs` from its first increment, at whose very end it begins anew; returns the count with
   * this one in it. Later increments do not move the end.
   */
  count(key: string, windowMs: number): Promise<number>
  /** Takes one back of a living counter, which never goes below zero. Its window stays as it is. */
  uncount(key: string): Promise<void>
  /** Forgets a counter: the next count is one, in a window of its own. */
  resetCount(key: string): Promise<void>
  /** May be called twice. */
  close(): Promise<void>
}
