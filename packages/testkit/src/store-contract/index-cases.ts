/* oxlint-disable vitest/no-standalone-expect -- storeContract runs the cases inside tests, the testkit also against broken stores */
import { expect } from 'vitest'
import { aCase, bytesOf, type ContractCase, keysOf, put, textOf, versionOf } from './contract-case.ts'

export const indexCases: readonly ContractCase[] = [
  aCase('finds an entry under each of its index terms, whole', async ({ store, clock }) => {
    const expiresAt = clock.now() + 1
    const version = await put(store, 'a', 'value', { expiresAt, indexes: ['one', 'two'] })
    await put(store, 'b', 'value', { indexes: ['two', 'three'] })
    const entry = { key: 'a', value: bytesOf('value'), version, expiresAt, indexes: ['one', 'two'] }
    expect(await store.find('one')).toEqual([entry])
    expect(keysOf(await store.find('two'))).toEqual(['a', 'b'])
    expect(keysOf(await store.find('three'))).toEqual(['b'])
  }),

  aCase('finds by the whole term and by nothing like it', async ({ store }) => {
    await put(store, 'a', 'value', { indexes: ['term', 'x/y'] })
    for (const term of ['Term', 'ter', 'term.', 'x', 'y', 'a']) expect(await store.find(term)).toEqual([])
  }),

  aCase('replaces all index terms with every write', async ({ store }) => {
    const first = await put(store, 'a', '1', { indexes: ['old', 'both'] })
    const second = versionOf(
      await store.put('a', bytesOf('2'), {
        if: { version: first },
        expiresAt: null,
        indexes: ['both', 'new'],
      }),
    )
    expect(await store.find('old')).toEqual([])
    expect(textOf((await store.find('both'))[0])).toBe('2')
    expect(keysOf(await store.find('new'))).toEqual(['a'])
    versionOf(await store.put('a', bytesOf('3'), { if: { version: second }, expiresAt: null }))
    expect(await store.find('both')).toEqual([])
    expect((await store.get('a'))?.indexes).toEqual([])
  }),

  aCase('keeps the index terms of an entry whose write was refused', async ({ store }) => {
    const version = await put(store, 'a', '1', { indexes: ['old'] })
    const refused = { if: { version: version + 1 }, expiresAt: null, indexes: ['new'] }
    expect(await store.put('a', bytesOf('2'), refused)).toEqual({ written: false })
    expect(await store.put('a', bytesOf('2'), { ...refused, if: 'absent' })).toEqual({ written: false })
    expect(keysOf(await store.find('old'))).toEqual(['a'])
    expect(await store.find('new')).toEqual([])
  }),

  aCase(
    'finds nothing of what was deleted or taken, also when the key is written again',
    async ({ store }) => {
      await put(store, 'a', '1', { indexes: ['term'] })
      await put(store, 'b', '1', { indexes: ['term'] })
      await store.delete('a')
      await store.take('b')
      expect(await store.find('term')).toEqual([])
      await put(store, 'a', '2')
      expect(await store.find('term')).toEqual([])
    },
  ),

  aCase('finds in the order of the last writes', async ({ store }) => {
    const first = await put(store, 'c', '1', { indexes: ['term'] })
    await put(store, 'a', '1', { indexes: ['term'] })
    await put(store, 'b', '1', { indexes: ['term'] })
    expect(keysOf(await store.find('term'))).toEqual(['c', 'a', 'b'])
    await store.put('c', bytesOf('2'), { if: { version: first }, expiresAt: null, indexes: ['term'] })
    expect(keysOf(await store.find('term'))).toEqual(['a', 'b', 'c'])
  }),

  aCase('finds as many as asked for, the living ones only', async ({ store, clock }) => {
    await put(store, 'dead', '1', { indexes: ['term'], expiresAt: clock.now() + 1 })
    for (const key of ['a', 'b', 'c']) await put(store, key, '1', { indexes: ['term'] })
    clock.advance(1)
    expect(keysOf(await store.find('term', { limit: 1 }))).toEqual(['a'])
    expect(keysOf(await store.find('term', { limit: 2 }))).toEqual(['a', 'b'])
    expect(keysOf(await store.find('term', { limit: 3 }))).toEqual(['a', 'b', 'c'])
    expect(keysOf(await store.find('term', { limit: 4 }))).toEqual(['a', 'b', 'c'])
  }),

  aCase('finds a thousand when no number was given', async ({ store }) => {
    for (let at = 0; at < 1_001; at += 1) await put(store, `key/${at}`, '', { indexes: ['term'] })
    expect(await store.find('term')).toHaveLength(1_000)
    expect(await store.find('term', { limit: 1_001 })).toHaveLength(1_001)
  }),
]
