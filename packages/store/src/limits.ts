import { StoreError } from './errors.ts'
import type { PutOptions } from './store.ts'

/** What every store holds to, whatever it stands on. */
export const storeLimits = {
  keyLength: 200,
  valueBytes: 1024 * 1024,
  indexTerms: 32,
  findDefault: 1000,
  findMost: 100_000,
} as const

const name = new RegExp(`^[A-Za-z0-9_\\-/.:]{1,${storeLimits.keyLength}}$`)

/** @throws {StoreError} `KEY_INVALID` */
export function checkKey(key: string): void {
  if (!name.test(key)) throw new StoreError('KEY_INVALID', 'key')
}

/** @throws {StoreError} `KEY_INVALID`, `VALUE_TOO_LARGE`, `OPTION_INVALID` */
export function checkPut(
  key: string,
  value: Uint8Array,
  { if: condition, expiresAt, indexes = [] }: PutOptions,
): void {
  checkKey(key)
  if (value.byteLength > storeLimits.valueBytes)
    throw new StoreError('VALUE_TOO_LARGE', `${value.byteLength} bytes`)
  if (condition !== 'absent') checkVersion(condition.version)
  if (expiresAt !== null && !Number.isSafeInteger(expiresAt))
    throw new StoreError('OPTION_INVALID', 'expiresAt')
  if (indexes.length > storeLimits.indexTerms) throw new StoreError('KEY_INVALID', 'too many index terms')
  if (new Set(indexes).size !== indexes.length)
    throw new StoreError('KEY_INVALID', 'an index term stands twice')
  for (const term of indexes) if (!name.test(term)) throw new StoreError('KEY_INVALID', 'index term')
}

/** @throws {StoreError} `OPTION_INVALID` */
export function checkVersion(version: number): void {
  if (!Number.isSafeInteger(version)) throw new StoreError('OPTION_INVALID', 'version')
}

/**
 * The index term and the limit of a search.
 *
 * @throws {StoreError} `KEY_INVALID`, `OPTION_INVALID`
 */
export function checkFind(index: string, limit: number): void {
  if (!name.test(index)) throw new StoreError('KEY_INVALID', 'index term')
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > storeLimits.findMost)
    throw new StoreError('OPTION_INVALID', 'limit')
}

/** @throws {StoreError} `KEY_INVALID`, `OPTION_INVALID` */
export function checkCount(key: string, windowMs: number): void {
  checkKey(key)
  if (!Number.isSafeInteger(windowMs) || windowMs < 1) throw new StoreError('OPTION_INVALID', 'windowMs')
}
