import { StoreError } from '../errors.ts'
import type { Store } from '../store.ts'
import { encode } from './base64url.ts'
import { keyOf } from './cipher.ts'
import { createKeyRing, type DeploymentKey } from './deployment-key.ts'
import { findEntries } from './find-entries.ts'
import { secretBytes, wrapKey } from './handle.ts'
import { handleState } from './handle-state.ts'
import { inGrace, livingWraps, newHandle } from './new-handle.ts'
import type { RandomBytes } from './random.ts'
import { type Backstage, createRecordFile } from './record-file.ts'
import type { HeldRecord, OuterRecord, SealedRecord, SealedRecords } from './sealed-record.ts'

export interface SealedRecordsOptions<Outer, Inner> {
  readonly store: Store
  /** What these records are: 1 to 32 characters of `a-z 0-9 -`. A handle of one kind opens nothing of another. */
  readonly kind: string
  /** The first seals, all open. */
  readonly deploymentKeys: readonly DeploymentKey[]
  readonly randomBytes: RandomBytes
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Gives the content its type back; what it throws becomes `RECORD_MALFORMED`. */
  readonly parseOuter: (value: unknown) => Outer
  readonly parseInner: (value: unknown) => Inner
}

/**
 * A typed repository of sealed records of one kind. Outer and Inner are plain data that survives JSON.
 *
 * @throws {StoreError} `DEPLOYMENT_KEY_INVALID`, `OPTION_INVALID` (kind)
 */
export function sealedRecords<Outer, Inner>(
  options: SealedRecordsOptions<Outer, Inner>,
): SealedRecords<Outer, Inner> {
  const { store, kind, randomBytes, now } = options
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(kind)) throw new StoreError('OPTION_INVALID', 'kind')
  const ring = createKeyRing(options.deploymentKeys)
  const file = createRecordFile({ ...options, ring })

  /** The same answer for an id that cannot be ours and for one that is not there. */
  const isRecordId = (recordId: string): boolean => /^[\w-]{22}$/.test(recordId)

  /** What belongs to a record that was opened by a handle. */
  const openedBehind = (record: OuterRecord<Outer>): Required<Backstage> => {
    const { wraps, sealedInner, opened } = file.behind(record)
    if (opened === undefined) throw new StoreError('OPTION_INVALID', 'the record was not opened by a handle')
    return { wraps, sealedInner, opened }
  }

  /** Writes a record that stays open by the same handle. */
  const rewrite = async (
    changed: SealedRecord<Outer, Inner>,
    belongings: Required<Backstage>,
  ): Promise<SealedRecord<Outer, Inner> | undefined> => {
    const version = await file.write(changed, belongings, { version: changed.version })
    if (version === undefined) return undefined
    const { wraps, opened } = belongings
    const wrap = wraps.find(({ name }) => name === opened.handle.name)
    // A handle whose grace has just ended is not written any more; the request that brought it still ends well.
    const handle = wrap ? handleState(wrap, { ...opened, wraps, ring, now }) : changed.handle
    return file.handOut({ ...changed, version, handle }, belongings)
  }

  /**
   * Writes a record under a new data key that one new handle opens: whoever kept an old handle, and even an old copy of the record,
   * has nothing that opens what is written from now on.
   */
  const writeAnew = async (
    content: Omit<SealedRecord<Outer, Inner>, 'version' | 'handle'>,
    condition: 'absent' | { readonly version: number },
  ): Promise<HeldRecord<Outer, Inner> | undefined> => {
    const { recordId, inner } = content
    const made = newHandle(keyOf(randomBytes(secretBytes)), file.placeOf(recordId), { ...options, ring })
    const { secret, wrap, opened } = made
    const belongings = { wraps: [wrap], sealedInner: file.sealContent(inner, recordId, opened), opened }
    const version = await file.write(content, belongings, condition)
    if (version === undefined) return undefined
    const handle = handleState(wrap, { ...opened, wraps: [wrap], ring, now })
    return { recordId, secret, record: file.handOut({ ...content, version, handle }, belongings) }
  }

  return {
    async create({ outer, inner, expiresAt, indexes = [] }) {
      const content = { recordId: encode(randomBytes(16)), outer, inner, expiresAt, indexes }
      const held = await writeAnew(content, 'absent')
      // 128 random bits were there before: the source of randomness is broken, and nothing may be built on it.
      if (held === undefined) throw new StoreError('STORE_FAILED', 'a random record id was not new')
      return held
    },

    open: (secret) => file.openByHandle(secret),

    async openOuter(recordId) {
      const entry = isRecordId(recordId) ? await store.get(file.placeOf(recordId)) : undefined
      return entry && file.readOuter(entry)
    },

    async findOuter(index, { limit } = {}) {
      const { found, unreadable } = await findEntries({ store, kind, ring }, index, limit, file.readOuter)
      return {
        found,
        unreadable: unreadable.map(({ key, error }) => ({ recordId: key.slice(kind.length + 1), error })),
      }
    },

    async replace(record, changes) {
      const { wraps, sealedInner, opened } = openedBehind(record)
      return await rewrite(
        { ...record, ...changes },
        {
          opened,
          wraps: livingWraps(wraps, now()),
          sealedInner:
            changes.inner === undefined
              ? sealedInner
              : file.sealContent(changes.inner, record.recordId, opened),
        },
      )
    },

    async replaceOuter(record, changes) {
      const { recordId } = record
      const known = file.behind(record)
      const belongings = { wraps: livingWraps(known.wraps, now()), sealedInner: known.sealedInner }
      const { outer, expiresAt, indexes } = { ...record, ...changes }
      const version = await file.write({ recordId, outer, expiresAt, indexes }, belongings, {
        version: record.version,
      })
      return version === undefined
        ? undefined
        : file.handOut({ recordId, version, outer, expiresAt, indexes }, belongings)
    },

    async rotateHandle(record) {
      const { wraps, opened } = openedBehind(record)
      const [own, ...others] = livingWraps(wraps, now())
      if (own?.name !== opened.handle.name || others.length > 0)
        throw new StoreError('OPTION_INVALID', 'the handle is not the only one')
      const place = file.placeOf(record.recordId)
      const made = newHandle(keyOf(randomBytes(secretBytes)), place, { ...options, ring })
      const { dataKey } = made.opened
      const rewrapped = { ...wrapKey(dataKey, opened.handle, place, ring.current, options), since: own.since }
      const waiting = { dataKey, handle: opened.handle, successor: made.secret }
      return await rewrite(record, {
        opened: waiting,
        wraps: [made.wrap, rewrapped],
        sealedInner: file.sealContent(record.inner, record.recordId, waiting),
      })
    },

    async settleHandle(record, { graceMs }) {
      if (!Number.isSafeInteger(graceMs) || graceMs < 1) throw new StoreError('OPTION_INVALID', 'graceMs')
      const { wraps, opened } = openedBehind(record)
      if (wraps[0]?.name !== opened.handle.name)
        throw new StoreError('OPTION_INVALID', 'the handle has a successor')
      const settled = { ...opened, successor: null }
      return await rewrite(record, {
        opened: settled,
        wraps: inGrace(livingWraps(wraps, now()), now() + graceMs),
        sealedInner: file.sealContent(record.inner, record.recordId, settled),
      })
    },

    async replaceHandle(record, changes = {}) {
      openedBehind(record)
      const { recordId, version, outer, inner, expiresAt, indexes } = { ...record, ...changes }
      return await writeAnew({ recordId, outer, inner, expiresAt, indexes }, { version })
    },

    async take(secret) {
      for (;;) {
        const record = await file.openByHandle(secret)
        if (record === undefined) return undefined
        // Only the version that was opened: a handle that was replaced meanwhile takes nothing.
        if (await store.delete(file.placeOf(record.recordId), { version: record.version })) return record
      }
    },

    async remove(recordId) {
      return isRecordId(recordId) && (await store.delete(file.placeOf(recordId)))
    },
  }
}
