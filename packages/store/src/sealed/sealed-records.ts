import { StoreError } from '../errors.ts'
import type { Store } from '../store.ts'
import { encode } from './base64url.ts'
import type { Key } from './cipher.ts'
import { createKeyRing, type DeploymentKey } from './deployment-key.ts'
import { findEntries } from './find-entries.ts'
import { inGrace, livingWraps, writeUnderNewHandle } from './new-handle.ts'
import type { RandomBytes } from './random.ts'
import { createRecordFile } from './record-file.ts'
import type { OuterRecord, SealedRecords } from './sealed-record.ts'

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
  const parts = { file, kind, ring, randomBytes }

  /** The same answer for an id that cannot be ours and for one that is not there. */
  const isRecordId = (recordId: string): boolean => /^[\w-]{22}$/.test(recordId)

  const keyBehind = (record: OuterRecord<Outer>): Key => {
    const { dataKey } = file.behind(record)
    if (dataKey === undefined) throw new StoreError('OPTION_INVALID', 'the record was not opened by a handle')
    return dataKey
  }

  return {
    async create({ outer, inner, expiresAt, indexes = [] }) {
      const content = { recordId: encode(randomBytes(16)), outer, inner, expiresAt, indexes }
      const held = await writeUnderNewHandle(content, undefined, 'absent', parts)
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
      const known = file.behind(record)
      const dataKey = keyBehind(record)
      const sealedInner =
        changes.inner === undefined
          ? known.sealedInner
          : file.sealContent(changes.inner, record.recordId, dataKey)
      const belongings = { ...known, sealedInner, wraps: livingWraps(known.wraps, now()) }
      const changed = { ...record, ...changes }
      const version = await file.write(changed, belongings, { version: record.version })
      return version === undefined ? undefined : file.handOut({ ...changed, version }, belongings)
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

    async rotateHandle(record, { graceMs }, changes = {}) {
      if (!Number.isSafeInteger(graceMs) || graceMs < 1) throw new StoreError('OPTION_INVALID', 'graceMs')
      const kept = { dataKey: keyBehind(record), wraps: inGrace(file.behind(record).wraps, now(), graceMs) }
      return await writeUnderNewHandle({ ...record, ...changes }, kept, { version: record.version }, parts)
    },

    async replaceHandle(record, changes = {}) {
      keyBehind(record)
      return await writeUnderNewHandle(
        { ...record, ...changes },
        undefined,
        { version: record.version },
        parts,
      )
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
