/* oxlint-disable vitest/no-standalone-expect -- storeContract runs the cases inside tests, the testkit also against broken stores */
import type { Entry, PutResult, Store } from '@postern/store'
import { expect } from 'vitest'
import { type StoppedClock, stoppedClock } from '../clock.ts'

/** Opens a store that holds nothing yet. */
export type OpenStore = (options: { readonly now: () => number }) => Store | Promise<Store>

export interface Bench {
  readonly store: Store
  readonly clock: StoppedClock
}

/** One promise of the port. `run` rejects if the store does not keep it. */
export interface ContractCase {
  readonly name: string
  run(open: OpenStore): Promise<void>
}

/** Builds a case that gets an empty store and its clock, and closes the store behind itself. */
export function aCase(name: string, prove: (bench: Bench) => Promise<void>): ContractCase {
  return {
    name,
    async run(open) {
      const clock = stoppedClock()
      const store = await open({ now: clock.now })
      try {
        await prove({ store, clock })
      } finally {
        await store.close()
      }
    },
  }
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

export function textOf(entry: Entry | undefined): string | undefined {
  return entry && new TextDecoder().decode(entry.value)
}

/** Writes a key that is not there yet and returns its version. */
export async function put(
  store: Store,
  key: string,
  text: string,
  more: { readonly expiresAt?: number | null; readonly indexes?: readonly string[] } = {},
): Promise<number> {
  return versionOf(await store.put(key, bytesOf(text), { if: 'absent', expiresAt: null, ...more }))
}

export function versionOf(result: PutResult): number {
  expect(result.written).toBe(true)
  return result.written ? result.version : Number.NaN
}

export async function expectRefusal(promise: Promise<unknown>, code: string): Promise<void> {
  await expect(promise).rejects.toMatchObject({ name: 'StoreError', code })
}

export const keysOf = (entries: readonly Entry[]): readonly string[] => entries.map(({ key }) => key)
