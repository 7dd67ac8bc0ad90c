/* oxlint-disable vitest/no-standalone-expect -- storeContract runs the cases inside tests, the testkit also against broken stores */
import { expect } from 'vitest'
import { aCase, bytesOf, type ContractCase, put, textOf, versionOf } from './contract-case.ts'

export const writingCases: readonly ContractCase[] = [
  aCase('knows nothing that was not written', async ({ store }) => {
    expect(await store.get('a')).toBeUndefined()
    expect(await store.take('a')).toBeUndefined()
    expect(await store.delete('a')).toBe(false)
    expect(await store.find('a')).toEqual([])
  }),

  aCase(
    'gives back what was written, with its version, expiry and index terms in order',
    async ({ store, clock }) => {
      const expiresAt = clock.now() + 1
      const version = await put(store, 'a', 'value', { expiresAt, indexes: ['z', 'b'] })
      expect(await store.get('a')).toEqual({
        key: 'a',
        value: bytesOf('value'),
        version,
        expiresAt,
        indexes: ['z', 'b'],
      })
    },
  ),

  aCase('gives back every byte as it was, and no byte at all', async ({ store }) => {
    const every = Uint8Array.from({ length: 256 }, (_, index) => index)
    await store.put('every', every, { if: 'absent', expiresAt: null })
    await store.put('none', new Uint8Array(0), { if: 'absent', expiresAt: null })
    expect((await store.get('every'))?.value).toEqual(every)
    expect((await store.get('none'))?.value).toEqual(new Uint8Array(0))
  }),

  aCase('tells the version of what is there, after every write and every end', async ({ store }) => {
    expect(await store.versionOf('a')).toBeUndefined()
    const first = await put(store, 'a', 'first')
    await put(store, 'b', 'other')
    expect(await store.versionOf('a')).toBe(first)
    const second = versionOf(
      await store.put('a', bytesOf('second'), { if: { version: first }, expiresAt: null }),
    )
    expect(await store.versionOf('a')).toBe(second)
    await store.delete('a')
    expect(await store.versionOf('a')).toBeUndefined()
    const third = await put(store, 'a', 'third')
    expect(await store.versionOf('a')).toBe(third)
    await store.take('a')
    expect(await store.versionOf('a')).toBeUndefined()
  }),

  aCase('writes "if absent" once', async ({ store }) => {
    await put(store, 'a', 'first')
    expect(await store.put('a', bytesOf('second'), { if: 'absent', expiresAt: null })).toEqual({
      written: false,
    })
    expect(textOf(await store.get('a'))).toBe('first')
  }),

  aCase('writes "if version" over that version only', async ({ store }) => {
    const first = await put(store, 'a', 'first')
    const second = versionOf(
      await store.put('a', bytesOf('second'), { if: { version: first }, expiresAt: null }),
    )
    expect(second).toBeGreaterThan(first)
    expect(await store.put('a', bytesOf('third'), { if: { version: first }, expiresAt: null })).toEqual({
      written: false,
    })
    expect(await store.put('a', bytesOf('third'), { if: { version: second + 1 }, expiresAt: null })).toEqual({
      written: false,
    })
    expect(textOf(await store.get('a'))).toBe('second')
  }),

  aCase('writes "if version" over nothing never', async ({ store }) => {
    for (const version of [0, 1, -1]) {
      expect(await store.put('a', bytesOf('x'), { if: { version }, expiresAt: null })).toEqual({
        written: false,
      })
    }
    expect(await store.get('a')).toBeUndefined()
  }),

  aCase('does not mistake the version of another key', async ({ store }) => {
    const one = await put(store, 'one', 'one')
    const other = await put(store, 'other', 'other')
    expect(await store.put('one', bytesOf('x'), { if: { version: other }, expiresAt: null })).toEqual({
      written: false,
    })
    expect(await store.delete('other', { version: one })).toBe(false)
  }),

  aCase('takes once', async ({ store }) => {
    await put(store, 'a', 'value')
    expect(textOf(await store.take('a'))).toBe('value')
    expect(await store.take('a')).toBeUndefined()
    expect(await store.get('a')).toBeUndefined()
  }),

  aCase('deletes, and if a version is given only that one', async ({ store }) => {
    const version = await put(store, 'a', 'value')
    expect(await store.delete('a', { version: version + 1 })).toBe(false)
    expect(textOf(await store.get('a'))).toBe('value')
    expect(await store.delete('a', { version })).toBe(true)
    expect(await store.delete('a')).toBe(false)
    await put(store, 'a', 'again')
    expect(await store.delete('a')).toBe(true)
    expect(await store.get('a')).toBeUndefined()
  }),

  aCase(
    'never gives a key the same version twice, whatever happened in between',
    async ({ store, clock }) => {
      const versions = [await put(store, 'a', '1')]
      await store.delete('a')
      versions.push(await put(store, 'a', '2'))
      await store.take('a')
      versions.push(await put(store, 'a', '3', { expiresAt: clock.now() + 1 }))
      clock.advance(1)
      versions.push(await put(store, 'a', '4'))
      for (const [at, version] of versions.slice(1).entries())
        expect(version).toBeGreaterThan(versions[at] ?? Number.NaN)
      for (const version of versions.slice(0, -1)) {
        expect(await store.put('a', bytesOf('old'), { if: { version }, expiresAt: null })).toEqual({
          written: false,
        })
        expect(await store.delete('a', { version })).toBe(false)
      }
      expect(textOf(await store.get('a'))).toBe('4')
    },
  ),

  aCase('tells keys apart by every character', async ({ store }) => {
    const keys = ['a', 'A', 'a/', 'a/b', 'a.b', 'a:b', 'a-b', 'a_b', '1']
    for (const key of keys) await put(store, key, key)
    for (const key of keys) expect(textOf(await store.get(key))).toBe(key)
  }),

  aCase('keeps its value when the writer changes the buffer afterwards', async ({ store }) => {
    for (const [key, value] of [
      ['bytes', bytesOf('value')],
      ['buffer', Buffer.from('value') as Uint8Array<ArrayBuffer>],
    ] as const) {
      const indexes = ['term']
      await store.put(key, value, { if: 'absent', expiresAt: null, indexes })
      value.fill(0)
      indexes.push('another')
      expect(textOf(await store.get(key))).toBe('value')
      expect((await store.get(key))?.indexes).toEqual(['term'])
    }
  }),

  aCase('keeps its value when a reader changes what it got', async ({ store }) => {
    await put(store, 'a', 'value', { indexes: ['term'] })
    ;(await store.get('a'))?.value.fill(0)
    for (const entry of await store.find('term')) entry.value.fill(0)
    expect(textOf(await store.get('a'))).toBe('value')
    expect(textOf(await store.take('a'))).toBe('value')
  }),
]
