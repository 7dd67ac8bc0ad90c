/* oxlint-disable vitest/no-standalone-expect -- storeContract runs the cases inside tests, the testkit also against broken stores */
import { expect } from 'vitest'
import { aCase, bytesOf, type ContractCase, expectRefusal, put, textOf } from './contract-case.ts'

const letters = 'ABCXYZabcxyz0189_-/.:'
const longest = letters.padEnd(200, 'x')
const foreign = ['', `${longest}x`, 'a b', 'ä', 'a\n', 'a\0', 'a%', 'a*', "a'", 'a\\', 'a,b']
const megabyte = 1024 * 1024

export const limitCases: readonly ContractCase[] = [
  aCase(
    'takes keys of 1 and of 200 characters of its alphabet, and refuses all others',
    async ({ store }) => {
      for (const key of ['a', longest]) {
        await put(store, key, key)
        expect(textOf(await store.get(key))).toBe(key)
        expect(await store.count(key, 1)).toBe(1)
      }
      for (const key of foreign) {
        await expectRefusal(store.get(key), 'KEY_INVALID')
        await expectRefusal(store.versionOf(key), 'KEY_INVALID')
        await expectRefusal(store.put(key, bytesOf('x'), { if: 'absent', expiresAt: null }), 'KEY_INVALID')
        await expectRefusal(store.take(key), 'KEY_INVALID')
        await expectRefusal(store.delete(key), 'KEY_INVALID')
        await expectRefusal(store.count(key, 1), 'KEY_INVALID')
        await expectRefusal(store.uncount(key), 'KEY_INVALID')
        await expectRefusal(store.resetCount(key), 'KEY_INVALID')
      }
    },
  ),

  aCase('takes index terms by the same rule, 32 of them, none twice', async ({ store }) => {
    const terms = [longest, ...Array.from({ length: 31 }, (_, at) => `term/${at}`)]
    await put(store, 'a', 'value', { indexes: terms })
    expect(await store.find(longest)).toHaveLength(1)
    const wrong = [...foreign.map((term) => [term]), [...terms, 'one-more'], ['twice', 'twice']]
    for (const indexes of wrong) {
      await expectRefusal(
        store.put('b', bytesOf('x'), { if: 'absent', expiresAt: null, indexes }),
        'KEY_INVALID',
      )
    }
    for (const term of foreign) await expectRefusal(store.find(term), 'KEY_INVALID')
    expect(await store.get('b')).toBeUndefined()
  }),

  aCase(
    'takes a value of 1 MiB, and refuses one byte more without touching what is there',
    async ({ store }) => {
      const largest = new Uint8Array(megabyte).fill(7)
      const written = await store.put('a', largest, { if: 'absent', expiresAt: null })
      expect(Buffer.from((await store.get('a'))?.value ?? []).equals(largest)).toBe(true)
      const version = written.written ? written.version : 0
      const tooLarge = new Uint8Array(megabyte + 1)
      await expectRefusal(store.put('a', tooLarge, { if: { version }, expiresAt: null }), 'VALUE_TOO_LARGE')
      await expectRefusal(store.put('b', tooLarge, { if: 'absent', expiresAt: null }), 'VALUE_TOO_LARGE')
      expect(await store.get('a')).toMatchObject({ version })
      expect(await store.get('b')).toBeUndefined()
    },
  ),

  aCase('refuses times, versions, limits and windows that are none', async ({ store }) => {
    const value = bytesOf('x')
    for (const expiresAt of [1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1]) {
      await expectRefusal(store.put('a', value, { if: 'absent', expiresAt }), 'OPTION_INVALID')
    }
    for (const version of [1.5, Number.NaN]) {
      await expectRefusal(store.put('a', value, { if: { version }, expiresAt: null }), 'OPTION_INVALID')
      await expectRefusal(store.delete('a', { version }), 'OPTION_INVALID')
    }
    for (const limit of [0, -1, 1.5, Number.NaN])
      await expectRefusal(store.find('a', { limit }), 'OPTION_INVALID')
    for (const windowMs of [0, -1, 1.5, Number.NaN])
      await expectRefusal(store.count('a', windowMs), 'OPTION_INVALID')
    expect(await store.get('a')).toBeUndefined()
  }),

  aCase('takes the latest time that there is', async ({ store, clock }) => {
    await put(store, 'a', 'value', { expiresAt: Number.MAX_SAFE_INTEGER })
    clock.set(Number.MAX_SAFE_INTEGER - 1)
    expect(await store.get('a')).toMatchObject({ expiresAt: Number.MAX_SAFE_INTEGER })
  }),

  aCase('refuses everything after it was closed, and may be closed twice', async ({ store }) => {
    await put(store, 'a', 'value')
    await store.close()
    await store.close()
    await expectRefusal(store.get('a'), 'STORE_CLOSED')
    await expectRefusal(store.versionOf('a'), 'STORE_CLOSED')
    await expectRefusal(store.put('b', bytesOf('x'), { if: 'absent', expiresAt: null }), 'STORE_CLOSED')
    await expectRefusal(store.take('a'), 'STORE_CLOSED')
    await expectRefusal(store.delete('a'), 'STORE_CLOSED')
    await expectRefusal(store.find('a'), 'STORE_CLOSED')
    await expectRefusal(store.count('a', 1), 'STORE_CLOSED')
    await expectRefusal(store.uncount('a'), 'STORE_CLOSED')
    await expectRefusal(store.resetCount('a'), 'STORE_CLOSED')
  }),
]
