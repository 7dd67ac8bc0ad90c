/* oxlint-disable vitest/no-standalone-expect -- storeContract runs the cases inside tests, the testkit also against broken stores */
import { expect } from 'vitest'
import { aCase, type ContractCase, put, textOf } from './contract-case.ts'

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

  aCase('takes one back at a time, down to zero and not below, each key by itself', async ({ store }) => {
    await store.count('a', 1_000)
    await store.count('a', 1_000)
    await store.count('b', 1_000)
    await store.uncount('a')
    expect(await store.count('a', 1_000)).toBe(2)
    for (let times = 0; times < 5; times += 1) await store.uncount('a')
    await store.uncount('never-counted')
    expect(await store.count('a', 1_000)).toBe(1)
    expect(await store.count('b', 1_000)).toBe(2)
  }),

  aCase('keeps the window of a counter of which one was taken back', async ({ store, clock }) => {
    await store.count('a', 1_000)
    clock.advance(500)
    await store.uncount('a')
    expect(await store.count('a', 1_000)).toBe(1)
    clock.advance(499)
    expect(await store.count('a', 1_000)).toBe(2)
    clock.advance(1)
    expect(await store.count('a', 1_000)).toBe(1)
    clock.advance(1_000)
    await store.uncount('a')
    expect(await store.count('a', 1_000)).toBe(1)
  }),

  aCase('begins anew after a reset, in a window of its own, each key by itself', async ({ store, clock }) => {
    for (const key of ['a', 'a', 'b']) await store.count(key, 1_000)
    clock.advance(500)
    await store.resetCount('a')
    await store.resetCount('never-counted')
    expect(await store.count('a', 1_000)).toBe(1)
    expect(await store.count('b', 1_000)).toBe(2)
    clock.advance(999)
    expect(await store.count('a', 1_000)).toBe(2)
  }),

  aCase('takes nothing back of an entry of the same name', async ({ store }) => {
    await put(store, 'a', 'value')
    await store.count('a', 1_000)
    await store.uncount('a')
    await store.resetCount('a')
    expect(textOf(await store.get('a'))).toBe('value')
  }),

  aCase('loses none of many racing counts that are half taken back', async ({ store }) => {
    await Promise.all(
      Array.from({ length: 60 }, async (_, at) => {
        await store.count('a', 1_000)
        if (at % 2 === 0) await store.uncount('a')
      }),
    )
    expect(await store.count('a', 1_000)).toBe(31)
  }),

  aCase('gives each of many racing counters a number of its own', async ({ store }) => {
    const counts = await Promise.all(Array.from({ length: 50 }, () => store.count('a', 1_000)))
    expect(counts.sort((one, other) => one - other)).toEqual(Array.from({ length: 50 }, (_, at) => at + 1))
  }),
]
