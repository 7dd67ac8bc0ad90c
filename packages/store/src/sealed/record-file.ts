import { StoreError } from '../errors.ts'
import type { Entry, Store } from '../store.ts'
import { decodeContent, encodeContent } from './content.ts'
import { indexTerm, type KeyRing } from './deployment-key.ts'
import { openInner, openOuter, sealInner, sealOuter } from './envelopes.ts'
import { decode, encode } from './base64url.ts'
import { handleOf, handleTerm, secretBytes, unwrapKey } from './handle.ts'
import { handleState } from './handle-state.ts'
import type { Wrap } from './layout.ts'
import type { Opened } from './opened.ts'
import type { RandomBytes } from './random.ts'
import { type Opening, recentOpenings } from './recent-openings.ts'
import type { OuterRecord, SealedRecord } from './sealed-record.ts'

export interface RecordFileOptions<Outer, Inner> {
  readonly store: Store
  readonly kind: string
  readonly ring: KeyRing
  readonly randomBytes: RandomBytes
  readonly now: () => number
  readonly parseOuter: (value: unknown) => Outer
  readonly parseInner: (value: unknown) => Inner
}

/** What belongs to a record that was handed out, and is not its holder's to see. */
export interface Backstage {
  /** Newest first. */
  readonly wraps: readonly Wrap[]
  readonly sealedInner: Uint8Array
  /** What is only known of a record that a handle opened. */
  readonly opened?: Opened
}

/** Reads and writes the records of one kind; what they are for is not its business. */
export interface RecordFile<Outer, Inner> {
  placeOf(recordId: string): string
  /** What belongs to a record; refuses one that this repository has not handed out. */
  behind(record: OuterRecord<Outer>): Backstage
  /** Freezes a record and remembers what belongs to it. */
  handOut<Handed extends OuterRecord<Outer>>(record: Handed, belongings: Backstage): Handed
  sealContent(inner: Inner, recordId: string, opened: Omit<Opened, 'handle'>): Uint8Array
  readOuter(entry: Entry): OuterRecord<Outer>
  openByHandle(secret: Uint8Array): Promise<SealedRecord<Outer, Inner> | undefined>
  /** Writes if the condition holds; the new version, or nothing if somebody else was faster. */
  write(
    record: Omit<OuterRecord<Outer>, 'version'>,
    belongings: Backstage,
    condition: 'absent' | { readonly version: number },
  ): Promise<number | undefined>
}

/** What a secret opened. */
interface Contents<Outer, Inner> extends Required<Backstage> {
  readonly record: OuterRecord<Outer>
  readonly inner: Inner
}

const ownTermsMost = 16

export function createRecordFile<Outer, Inner>(
  options: RecordFileOptions<Outer, Inner>,
): RecordFile<Outer, Inner> {
  const { store, kind, ring, randomBytes, now, parseOuter, parseInner } = options
  const backstage = new WeakMap<object, Backstage>()
  const openings = recentOpenings<Contents<Outer, Inner>>(now)
  /** Records of a single handle, of which nothing changes with time, as they were handed out. */
  const lone = new WeakMap<Contents<Outer, Inner>, SealedRecord<Outer, Inner>>()

  /** What a handle may know of itself changes with time; all else follows from the octets of the entry. */
  const handOutOpened = ({ wrap, contents }: Opening<Contents<Outer, Inner>>) => {
    const known = lone.get(contents)
    if (known !== undefined) return known
    if (wrap.expiresAt !== null && wrap.expiresAt <= now()) return undefined
    const { record, inner, wraps, sealedInner, opened } = contents
    const handle = handleState(wrap, { wraps, successor: opened.successor, ring, now })
    const handed = file.handOut({ ...record, inner, handle }, { wraps, sealedInner, opened })
    if (wraps.length === 1 && wrap.expiresAt === null) lone.set(contents, handed)
    return handed
  }

  const file: RecordFile<Outer, Inner> = {
    placeOf: (recordId) => `${kind}/${recordId}`,

    behind(record) {
      const known = backstage.get(record)
      if (known === undefined)
        throw new StoreError('OPTION_INVALID', 'the record was not opened by this repository')
      return known
    },

    handOut(record, belongings) {
      backstage.set(Object.freeze(record), belongings)
      return record
    },

    sealContent: (inner, recordId, { dataKey, successor }) =>
      sealInner(
        encodeContent({ inner, successor: successor && encode(successor) }),
        file.placeOf(recordId),
        dataKey,
        randomBytes,
      ),

    readOuter(entry) {
      // An index row may have been bent to an entry of another kind, which is authentic at its own place.
      if (!entry.key.startsWith(`${kind}/`))
        throw new StoreError('RECORD_UNREADABLE', 'a record of another kind')
      const { header, inner, outer } = openOuter(entry, ring)
      const content = decodeContent(outer, (value) => ({
        outer: parseOuter(value['outer']),
        indexes: value['indexes'] as readonly string[],
      }))
      const { version, expiresAt } = entry
      const recordId = entry.key.slice(kind.length + 1)
      return file.handOut(
        { recordId, version, expiresAt, ...content },
        { wraps: header.wraps, sealedInner: inner },
      )
    },

    async openByHandle(secret) {
      if (secret.length !== secretBytes) return undefined
      const known = openings.recall(secret)
      if (known !== undefined && known.entry.version === (await store.versionOf(known.entry.key)))
        return handOutOpened(known)
      const handle = handleOf(kind, secret)
      const { name } = handle
      const [entry, second] = await store.find(handleTerm(name), { limit: 2 })
      if (entry === undefined) return undefined
      if (second !== undefined) throw new StoreError('RECORD_UNREADABLE', 'two records have the same handle')
      const record = file.readOuter(entry)
      const { wraps, sealedInner } = file.behind(record)
      const wrap = wraps.find((each) => each.name === name)
      if (wrap === undefined)
        throw new StoreError('RECORD_UNREADABLE', 'the record does not know this handle')
      const keys = ring.load(wrap.keyId)
      if (keys === undefined) throw new StoreError('DEPLOYMENT_KEY_UNKNOWN', 'inner envelope')
      const dataKey = unwrapKey(wrap, handle, entry.key, keys)
      if (dataKey === undefined) throw new StoreError('RECORD_UNREADABLE', 'wrapped key')
      const { inner, successor } = decodeContent(openInner(sealedInner, entry.key, dataKey), (value) => ({
        inner: parseInner(value['inner']),
        successor: parseSuccessor(value['successor']),
      }))
      const opened = { dataKey, handle, successor }
      const opening = { entry, wrap, contents: { record, inner, wraps, sealedInner, opened } }
      openings.keep(secret, opening)
      return handOutOpened(opening)
    },

    async write(record, { wraps, sealedInner }, condition) {
      if (record.indexes.length > ownTermsMost) throw new StoreError('OPTION_INVALID', 'more than 16 indexes')
      const place = file.placeOf(record.recordId)
      const indexes = [
        ...wraps.map(({ name }) => handleTerm(name)),
        ...[...new Set(record.indexes)].map((term) => indexTerm(ring.current, kind, term)),
      ]
      const { expiresAt } = record
      const header = { keyId: ring.current.id, expiresAt, indexes, wraps }
      const outer = encodeContent({ outer: record.outer, indexes: record.indexes })
      const value = sealOuter(outer, { place, header, inner: sealedInner }, ring, randomBytes)
      const result = await store.put(place, value, { if: condition, expiresAt, indexes })
      return result.written ? result.version : undefined
    },
  }
  return file
}

function parseSuccessor(value: unknown): Uint8Array<ArrayBuffer> | null {
  if (value === null) return null
  const secret = typeof value === 'string' ? decode(value) : undefined
  if (secret?.length !== secretBytes) throw new TypeError('successor')
  return secret
}
