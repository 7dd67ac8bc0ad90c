/* oxlint-disable vitest/no-standalone-expect -- storeContract runs the cases inside tests, the testkit also against broken stores */
import type { Store } from '@postern/store'
import { expect } from 'vitest'
import { aCase, bytesOf, type ContractCase, put, textOf } from './contract-case.ts'

const racers = Array.from({ length: 24 }, (_, at) => at)

export const raceCases: readonly ContractCase[] = [
  aCase('hands an entry to exactly one of many racing takes', async ({ store }) => {
    await put(store, 'a', 'value', { indexes: ['term'] })
    const taken = await Promise.all(racers.map(() => store.take('a')))
    expect(taken.filter((entry) => entry !== undefined).map(textOf)).toEqual(['value'])
    expect(await store.find('term')).toEqual([])
  }),

  aCase('lets exactly one of many racing deletes remove an entry', async ({ store }) => {
    const version = await put(store, 'a', 'value')
    const removed = await Promise.all(racers.map((at) => store.delete('a', at % 2 === 0 ? {} : { version })))
    expect(removed.filter(Boolean)).toHaveLength(1)
  }),

  aCase('lets exactly one of many racing first writes win, and keeps its value', async ({ store }) => {
    const results = await Promise.all(
      racers.map((at) => store.put('a', bytesOf(`${at}`), { if: 'absent', expiresAt: null })),
    )
    const winners = racers.filter((at) => results[at]?.written)
    expect(winners).toHaveLength(1)
    expect(textOf(await store.get('a'))).toBe(`${winners[0]}`)
  }),

  aCase(
    'lets exactly one of many racing writes over a version win, and keeps its value and terms',
    async ({ store }) => {
      const version = await put(store, 'a', 'old', { indexes: ['old'] })
      const results = await Promise.all(
        racers.map((at) =>
          store.put('a', bytesOf(`${at}`), { if: { version }, expiresAt: null, indexes: [`by/${at}`] }),
        ),
      )
      const winners = racers.filter((at) => results[at]?.written)
      expect(winners).toHaveLength(1)
      expect(textOf(await store.get('a'))).toBe(`${winners[0]}`)
      for (const at of racers) expect(await store.find(`by/${at}`)).toHaveLength(at === winners[0] ? 1 : 0)
      expect(await store.find('old')).toEqual([])
    },
  ),

  aCase('lets a racing take, delete and write of one version not all succeed', async ({ store }) => {
    for (const round of racers) {
      const key = `key/${round}`
      const version = await put(store, key, 'old')
      const [written, taken, deleted] = await Promise.all([
        store.put(key, bytesOf('new'), { if: { version }, expiresAt: null }),
        store.take(key),
        store.delete(key, { version }),
      ])
      const left = await store.get(key)
      // Whoever came first had the old version. Only the take may also have what the write made of it.
      const ends = [written.written, taken !== undefined && textOf(taken) === 'old', deleted].filter(Boolean)
      expect(ends).toHaveLength(1)
      expect(left !== undefined).toBe(written.written && taken === undefined)
    }
  }),

  aCase(
    'loses no update of many that read, change and write if nothing changed meanwhile',
    async ({ store }) => {
      await put(store, 'sum', '0')
      await Promise.all(racers.map(() => addOne(store, 'sum')))
      expect(textOf(await store.get('sum'))).toBe(`${racers.length}`)
    },
  ),
]

async function addOne(store: Store, key: string): Promise<void> {
  for (;;) {
    const entry = await store.get(key)
    const value = bytesOf(`${Number(textOf(entry)) + 1}`)
    const result = await store.put(key, value, { if: { version: entry?.version ?? 0 }, expiresAt: null })
    if (result.written) return
  }
}
