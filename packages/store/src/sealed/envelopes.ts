import { StoreError } from '../errors.ts'
import type { Entry } from '../store.ts'
import { expandKey, type Key, seal, unseal } from './cipher.ts'
import type { KeyRing } from './deployment-key.ts'
import { decodeLayout, encodeClear, type Header } from './layout.ts'
import type { RandomBytes } from './random.ts'

/** A record whose outer envelope was opened: everything in it is as we wrote it, at this place. */
export interface OpenedOuter {
  readonly header: Header
  /** The inner envelope, still sealed. */
  readonly inner: Uint8Array
  readonly outer: Uint8Array
}

/**
 * Seals a record's outer envelope. The additional data is the place (the store's key, with the kind) and every byte before the
 * envelope: format, format's version, key id, expiry, index terms, wraps, the sealed inner envelope. So an inner envelope cannot be
 * put beside another outer one either.
 */
export function sealOuter(
  outer: Uint8Array,
  record: { readonly place: string; readonly header: Header; readonly inner: Uint8Array },
  ring: KeyRing,
  randomBytes: RandomBytes,
): Uint8Array<ArrayBuffer> {
  const clear = encodeClear(record.header, record.inner)
  const key = outerKey(ring.current.outer, record.place)
  return Buffer.concat([clear, seal(outer, key, outerContext(record.place, clear), randomBytes)])
}

/**
 * Opens a record's outer envelope.
 *
 * @throws {StoreError} `RECORD_UNREADABLE` if anything is not as it was written, what the store itself says of expiry and index
 * terms included; `DEPLOYMENT_KEY_UNKNOWN`
 */
export function openOuter(entry: Entry, ring: KeyRing): OpenedOuter {
  const layout = decodeLayout(entry.value)
  if (layout === undefined) throw new StoreError('RECORD_UNREADABLE', 'not a sealed record')
  const { header, inner, clear } = layout
  const keys = ring.load(header.keyId)
  if (keys === undefined) throw new StoreError('DEPLOYMENT_KEY_UNKNOWN', 'outer envelope')
  const outer = unseal(layout.outer, outerKey(keys.outer, entry.key), outerContext(entry.key, clear))
  if (outer === undefined) throw new StoreError('RECORD_UNREADABLE', 'outer envelope')
  if (header.expiresAt !== entry.expiresAt || header.indexes.join(' ') !== entry.indexes.join(' ')) {
    throw new StoreError('RECORD_UNREADABLE', 'the store has other limits or index terms than the record')
  }
  return { header, inner, outer }
}

/** Seals the inner envelope under the record's own data key. */
export function sealInner(
  plain: Uint8Array,
  place: string,
  dataKey: Key,
  randomBytes: RandomBytes,
): Uint8Array {
  return seal(plain, dataKey, innerContext(place), randomBytes)
}

/** @throws {StoreError} `RECORD_UNREADABLE` */
export function openInner(sealed: Uint8Array, place: string, dataKey: Key): Uint8Array {
  const plain = unseal(sealed, dataKey, innerContext(place))
  if (plain === undefined) throw new StoreError('RECORD_UNREADABLE', 'inner envelope')
  return plain
}

/** A key for each record: random nonces under one key for all would run out of their bound (NIST SP 800-38D §8.3). */
function outerKey(master: Key, place: string): Key {
  return expandKey(master, `postern/sealed/outer/v1\0${place}`)
}

function outerContext(place: string, clear: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`postern/sealed/outer/v1\0${place}\0`), clear])
}

function innerContext(place: string): Buffer {
  return Buffer.from(`postern/sealed/inner/v1\0${place}`)
}
