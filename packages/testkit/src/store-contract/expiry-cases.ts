/* oxlint-disable vitest/no-standalone-expect -- storeContract runs the cases inside tests, the testkit also against broken stores */
import { expect } from 'vitest'
import { aCase, bytesOf, type ContractCase, keysOf, put, textOf, versionOf } from './contract-case.ts'

export const expiryCases: readonly ContractCase[] = [
  aCase('holds an entry until one millisecond before its expiry, and not at it', async ({ store, clock }) => {
    const expiresAt = clock.now() + 1_000
    await put(store, 'a', 'value', { expiresAt, indexes: ['term'] })
    clock.set(expiresAt - 1)
    expect(textOf(await store.get('a'))).toBe('value')
    expect(await store.versionOf('a')).toBeDefined()
    expect(keysOf(await store.find('term'))).toEqual(['a'])
    clock.set(expiresAt)
    expect(await store.versionOf('a')).toBeUndefined()
    expect(await store.get('a')).toBeUndefined()
    expect(await store.find('term')).toEqual([])
  }),

  aCase(
    'lets nobody take at the millisecond of expiry, and somebody one before',
    async ({ store, clock }) => {
      const expiresAt = clock.now() + 1_000
      for (const key of ['early', 'late']) await put(store, key, key, { expiresAt })
      clock.set(expiresAt - 1)
      expect(textOf(await store.take('early'))).toBe('early')
      clock.set(expiresAt)
      expect(await store.take('late')).toBeUndefined()
    },
  ),

  aCase(
    'deletes at the millisecond of expiry nothing, and one before something',
    async ({ store, clock }) => {
      const expiresAt = clock.now() + 1_000
      const versions = new Map<string, number>()
      for (const key of ['a', 'b', 'c', 'd']) versions.set(key, await put(store, key, key, { expiresAt }))
      clock.set(expiresAt - 1)
      expect(await store.delete('a')).toBe(true)
      expect(await store.delete('b', { version: versions.get('b') ?? Number.NaN })).toBe(true)
      clock.set(expiresAt)
      expect(await store.delete('c')).toBe(false)
      expect(await store.delete('d', { version: versions.get('d') ?? Number.NaN })).toBe(false)
    },
  ),

  aCase('counts an expired entry as absent, and no longer as its version', async ({ store, clock }) => {
    const expiresAt = clock.now() + 1_000
    const version = await put(store, 'a', 'old', { expiresAt, indexes: ['old'] })
    clock.set(expiresAt - 1)
    expect(await store.put('a', bytesOf('x'), { if: 'absent', expiresAt: null })).toEqual({ written: false })
    clock.set(expiresAt)
    expect(await store.put('a', bytesOf('x'), { if: { version }, expiresAt: null })).toEqual({
      written: false,
    })
    await put(store, 'a', 'new', { indexes: ['new'] })
    expect(textOf(await store.get('a'))).toBe('new')
    expect(await store.find('old')).toEqual([])
    expect(keysOf(await store.find('new'))).toEqual(['a'])
  }),

  aCase('still writes over a version one millisecond before its expiry', async ({ store, clock }) => {
    const expiresAt = clock.now() + 1_000
    const version = await put(store, 'a', 'old', { expiresAt })
    clock.set(expiresAt - 1)
    versionOf(await store.put('a', bytesOf('new'), { if: { version }, expiresAt: expiresAt + 1 }))
    clock.set(expiresAt)
    expect(textOf(await store.get('a'))).toBe('new')
    clock.advance(1)
    expect(await store.get('a')).toBeUndefined()
  }),

  aCase('drops the expiry of an entry that is written again without one', async ({ store, clock }) => {
    const version = await put(store, 'a', 'old', { expiresAt: clock.now() + 1 })
    versionOf(await store.put('a', bytesOf('new'), { if: { version }, expiresAt: null }))
    clock.set(Number.MAX_SAFE_INTEGER)
    expect(await store.get('a')).toMatchObject({ expiresAt: null })
  }),

  aCase('shows an entry to nobody that had expired when it was written', async ({ store, clock }) => {
    await put(store, 'a', 'value', { expiresAt: clock.now(), indexes: ['term'] })
    expect(await store.get('a')).toBeUndefined()
    expect(await store.find('term')).toEqual([])
    expect(await store.take('a')).toBeUndefined()
  }),

  aCase('purges what has expired and nothing else', async ({ store, clock }) => {
    const soon = clock.now() + 1_000
    for (let at = 0; at < 60; at += 1) {
      await put(store, `mortal/${at}`, 'x', { expiresAt: soon, indexes: ['term'] })
      await put(store, `later/${at}`, 'x', { expiresAt: soon + 1, indexes: ['term'] })
      await put(store, `immortal/${at}`, 'x', { indexes: ['term'] })
      await store.count(`counter/${at}`, 2_000)
    }
    clock.set(soon)
    for (let at = 0; at < 60; at += 1) {
      await put(store, `new/${at}`, 'x')
      await store.count('other', 1)
    }
    const found = keysOf(await store.find('term'))
    expect(found).toHaveLength(120)
    expect(found.filter((key) => key.startsWith('mortal/'))).toEqual([])
    for (let at = 0; at < 60; at += 1) expect(await store.count(`counter/${at}`, 2_000)).toBe(2)
  }),
]
