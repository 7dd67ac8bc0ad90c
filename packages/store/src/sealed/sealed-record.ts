import type { StoreError } from '../errors.ts'

/** A record opened by the deployment key alone: what the gateway may know of it without its user. */
export interface OuterRecord<Outer> {
  readonly recordId: string
  readonly version: number
  /** Milliseconds since the epoch; `null`: it does not expire by itself. */
  readonly expiresAt: number | null
  /** The index terms in clear, as they were given. */
  readonly indexes: readonly string[]
  readonly outer: Outer
}

/** A record opened by a handle. */
export interface SealedRecord<Outer, Inner> extends OuterRecord<Outer> {
  readonly inner: Inner
  readonly handle: HandleState
}

/** What is known of the handle by which a record was opened. Times in milliseconds since the epoch. */
export interface HandleState {
  /** When it was made. */
  readonly since: number
  /** The end of its grace; `null` as long as no successor of it was used. */
  readonly expiresAt: number | null
  /**
   * The secret that is to take its place, the same for everybody who brings this handle, until somebody brings the successor. `null`
   * if there is none.
   */
  readonly successor: Uint8Array<ArrayBuffer> | null
  /** It has arrived, and those before it do not know yet: time for `settleHandle`. */
  readonly isUnsettled: boolean
  /** No other handle opens the record. */
  readonly isOnly: boolean
  /** Whether its data key is wrapped under the deployment key that seals today. */
  readonly isUnderCurrentKey: boolean
}

/** What a write changes; everything that is not named stays. */
export interface OuterChanges<Outer> {
  readonly outer?: Outer
  readonly expiresAt?: number | null
  readonly indexes?: readonly string[]
}

export interface RecordChanges<Outer, Inner> extends OuterChanges<Outer> {
  readonly inner?: Inner
}

export interface NewRecord<Outer, Inner> {
  readonly outer: Outer
  readonly inner: Inner
  readonly expiresAt: number | null
  /** At most 16, any text; they lie in the store as HMACs. */
  readonly indexes?: readonly string[]
}

/** A record together with the secret of the handle that opens it from now on. */
export interface HeldRecord<Outer, Inner> {
  readonly recordId: string
  /** 32 bytes. Whoever holds it holds the record; only the client keeps it. */
  readonly secret: Uint8Array<ArrayBuffer>
  readonly record: SealedRecord<Outer, Inner>
}

export interface FoundRecords<Outer> {
  readonly found: readonly OuterRecord<Outer>[]
  /** Records that carry the term and cannot be opened: each is worth an audit event, and may be removed. */
  readonly unreadable: readonly { readonly recordId: string; readonly error: StoreError }[]
}

/**
 * Records in two envelopes. The outer one opens for whoever has the deployment key and the store, the inner one only together with the
 * secret of a handle.
 *
 * A record that was changed in the store, put in the place of another, cut short or sealed under a key that is not configured rejects
 * with `RECORD_UNREADABLE` or `DEPLOYMENT_KEY_UNKNOWN`: a 401 to the browser like a record that is not there, an audit event in the
 * log. Writes answer `undefined` when somebody else wrote first: open it again.
 */
export interface SealedRecords<Outer, Inner> {
  create(content: NewRecord<Outer, Inner>): Promise<HeldRecord<Outer, Inner>>
  /** The record of a handle; nothing if there is none, or if the handle's grace is over. */
  open(secret: Uint8Array): Promise<SealedRecord<Outer, Inner> | undefined>
  openOuter(recordId: string): Promise<OuterRecord<Outer> | undefined>
  /** The living records that carry an index term, under whichever deployment key it was written. */
  findOuter(index: string, options?: { readonly limit?: number }): Promise<FoundRecords<Outer>>
  replace(
    record: SealedRecord<Outer, Inner>,
    changes: RecordChanges<Outer, Inner>,
  ): Promise<SealedRecord<Outer, Inner> | undefined>
  /** Changes what is outside, without the handle; the inner envelope stays as it is. */
  replaceOuter(
    record: OuterRecord<Outer>,
    changes: OuterChanges<Outer>,
  ): Promise<OuterRecord<Outer> | undefined>
  /**
   * Timed rotation: makes a successor of the handle, found in `handle.successor` of the answer and of every later opening by the same
   * handle. That one works on until the successor was used, however long that takes: a lost `Set-Cookie` loses nothing. What is written
   * from now on is sealed under a new data key: an old copy of the record and a handle of before it open nothing of it.
   *
   * Only for a handle that is the only one (`isOnly`); others reject with `OPTION_INVALID`.
   */
  rotateHandle(record: SealedRecord<Outer, Inner>): Promise<SealedRecord<Outer, Inner> | undefined>
  /** The successor was used: the handle before it stops at the end of the grace, and is told of no successor any more. */
  settleHandle(
    record: SealedRecord<Outer, Inner>,
    grace: { readonly graceMs: number },
  ): Promise<SealedRecord<Outer, Inner> | undefined>
  /** A new handle, and every old one stops at once (FIX-1): at login, re-authentication and step-up. */
  replaceHandle(
    record: SealedRecord<Outer, Inner>,
    changes?: RecordChanges<Outer, Inner>,
  ): Promise<HeldRecord<Outer, Inner> | undefined>
  /** Opens and removes in one act: of many racing takers one gets it. What cannot be opened is not removed. */
  take(secret: Uint8Array): Promise<SealedRecord<Outer, Inner> | undefined>
  /** True if there was something to remove. Needs no key. */
  remove(recordId: string): Promise<boolean>
}
