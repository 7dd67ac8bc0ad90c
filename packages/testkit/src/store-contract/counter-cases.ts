/* oxlint-disable vitest/no-standalone-expect -- storeContract runs the cases inside tests, the testkit also against broken stores */
import { expect } from 'vitest'
import { aCase, type ContractCase, put } from './contract-case.ts'

export const counterCases: readonly ContractCase[] = [
  aCase('counts from one, each key by itself', async ({ store }) => {
    expect(await store.count('a', 1_000)).toBe(1)
    expect(await store.count('a', 1_000)).toBe(2)
    expect(await store.count('b', 1_000)).toBe(1)
    expect(await store.count('a', 1_000)).toBe(3)
  }),

  aCase(
    'ends a window at its very millisecond after the first count, however much was counted since',
    async ({ store, clock }) => {
      await store.count('a', 1_000)
      clock.advance(999)
      expect(await store.count('a', 1_000)).toBe(2)
      clock.advance(1)
      expect(await store.count('a', 1_000)).toBe(1)
      clock.advance(999)
      expect(await store.count('a', 1_000)).toBe(2)
    },
  ),

  aCase('keeps to the window of the first count', async ({ store, clock }) => {
    await store.count('a', 1_000)
    expect(await store.count('a', 1)).toBe(2)
    clock.advance(999)
    expect(await store.count('a', 5_000)).toBe(3)
    clock.advance(1)
    expect(await store.count('a', 5_000)).toBe(1)
  }),

  aCase('keeps counters and entries of the same name apart', async ({ store }) => {
    await store.count('a', 1_000)
    expect(await store.get('a')).toBeUndefined()
    await put(store, 'a', 'value')
    expect(await store.delete('a')).toBe(true)
    expect(await store.count('a', 1_000)).toBe(2)
  }),

  aCase('gives each of many racing counters a number of its own', async ({ store }) => {
    const counts = await Promise.all(Array.from({ length: 50 }, () => store.count('a', 1_000)))
    expect(counts.sort((one, other) => one - other)).toEqual(Array.from({ length: 50 }, (_, at) => at + 1))
  }),
]
