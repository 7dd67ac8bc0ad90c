import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Store, sqliteStore } from '../src/index.ts'
import { aTemporaryFolder } from './temporary-folder.ts'

const now = (): number => 1_900_000_000_000
const value = new TextEncoder().encode('value')

const aFile = (): string => join(aTemporaryFolder(), 'store.sqlite')
const open = (file: string): Store => sqliteStore({ file, now, busyTimeoutMs: 20 })
const modeOf = (file: string): number => statSync(file).mode & 0o777

/** A store file with 20 entries of 20 KB, closed: everything is in the main file. */
async function aFilledFile(): Promise<string> {
  const file = aFile()
  const store = open(file)
  for (let at = 0; at < 20; at += 1) {
    await store.put(`key/${at}`, new Uint8Array(20_000).fill(at), { if: 'absent', expiresAt: null })
  }
  await store.close()
  return file
}

/** Another program's connection to a file. */
function aStranger(file: string): DatabaseSync {
  const stranger = new DatabaseSync(file)
  onTestFinished(() => {
    if (stranger.isOpen) stranger.close()
  })
  return stranger
}

describe('the store file', () => {
  it('belongs to its owner alone, with its -wal and -shm', async () => {
    const file = aFile()
    const store = open(file)
    await store.put('a', value, { if: 'absent', expiresAt: null })
    for (const part of [file, `${file}-wal`, `${file}-shm`]) expect(modeOf(part)).toBe(0o600)
    await store.close()
  })

  it('is closed to others when it was open to them', async () => {
    const file = await aFilledFile()
    chmodSync(file, 0o644)
    const store = open(file)
    await store.put('a', value, { if: 'absent', expiresAt: null })
    for (const part of [file, `${file}-wal`, `${file}-shm`]) expect(modeOf(part)).toBe(0o600)
    await store.close()
  })

  it.skipIf(process.platform === 'win32').each(['removed', 'replaced'])(
    'takes no write when it was %s while it was open: nobody would ever see it (LOGOUT-IS-FINAL)',
    async (what) => {
      const file = await aFilledFile()
      copyFileSync(file, `${file}.copy`)
      const store = open(file)
      await store.put('a', value, { if: 'absent', expiresAt: null })
      if (what === 'removed') rmSync(file)
      else renameSync(`${file}.copy`, file)
      await expect(store.put('b', value, { if: 'absent', expiresAt: null })).rejects.toMatchObject({
        code: 'STORE_REPLACED',
      })
      expect(await store.get('b')).toBeUndefined()
      await store.close()
    },
  )

  it('keeps entries, index terms, counters and the order of versions from one opening to the next', async () => {
    const file = aFile()
    const first = open(file)
    await first.put('gone', value, { if: 'absent', expiresAt: null })
    const last = await first.put('a', value, { if: 'absent', expiresAt: null, indexes: ['term'] })
    await first.count('counter', 1_000)
    await first.delete('gone')
    const entry = await first.get('a')
    await first.take('a')
    await first.close()

    const second = open(file)
    const again = await second.put('a', value, { if: 'absent', expiresAt: null, indexes: ['term'] })
    expect(again.written && last.written && again.version > last.version).toBe(true)
    expect(await second.find('term')).toEqual([{ ...entry, version: again.written && again.version }])
    expect(await second.count('counter', 1_000)).toBe(2)
    await second.close()
  })

  it('takes a file of no length as a new one', async () => {
    const file = aFile()
    writeFileSync(file, '')
    const store = open(file)
    expect((await store.put('a', value, { if: 'absent', expiresAt: null })).written).toBe(true)
    await store.close()
    expect(modeOf(file)).toBe(0o600)
  })
})

describe('a file that cannot be a store', () => {
  it.each([
    ['a text', 'STORE_FOREIGN', (file: string) => writeFileSync(file, 'notes to myself, '.repeat(100))],
    ['a short text', 'STORE_FOREIGN', (file: string) => writeFileSync(file, 'x')],
    [
      'the database of another program',
      'STORE_FOREIGN',
      (file: string) => {
        const other = new DatabaseSync(file)
        other.exec("CREATE TABLE entry (key TEXT); INSERT INTO entry VALUES ('theirs')")
        other.close()
      },
    ],
    [
      'a store of another version',
      'STORE_SCHEMA',
      (file: string) => {
        void open(file).close()
        const other = new DatabaseSync(file)
        other.exec('PRAGMA user_version = 2')
        other.close()
      },
    ],
    [
      'a store that lacks a table',
      'STORE_CORRUPT',
      (file: string) => {
        void open(file).close()
        const other = new DatabaseSync(file)
        other.exec('DROP TABLE counter')
        other.close()
      },
    ],
  ])('%s is refused with %s and left as it is', (_, code, make) => {
    const file = aFile()
    make(file)
    const before = readFileSync(file)
    expect(() => open(file)).toThrow(expect.objectContaining({ name: 'StoreError', code }))
    expect(readFileSync(file)).toEqual(before)
    expect([existsSync(`${file}-wal`), existsSync(`${file}-shm`), existsSync(`${file}-journal`)]).toEqual([
      false,
      false,
      false,
    ])
  })

  it.each([
    ['in a folder that does not exist', (folder: string) => join(folder, 'none', 'store.sqlite')],
    ['that is a folder', (folder: string) => folder],
  ])('a file %s is refused', (_, name) => {
    expect(() => open(name(aTemporaryFolder()))).toThrow(
      expect.objectContaining({ code: 'STORE_UNWRITABLE' }),
    )
  })
})

describe('a damaged store file', () => {
  it('answers with STORE_CORRUPT where the damage is, and nothing is overwritten', async () => {
    const file = await aFilledFile()
    const bytes = readFileSync(file)
    bytes.fill(0xa5, 8 * 4_096, bytes.length)
    writeFileSync(file, bytes)
    const store = open(file)
    await expect(store.get('key/15')).rejects.toMatchObject({ name: 'StoreError', code: 'STORE_CORRUPT' })
    await expect(store.put('new', value, { if: 'absent', expiresAt: null })).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
    })
    await store.close()
    expect(readFileSync(file).equals(bytes)).toBe(true)
  })

  it('answers with STORE_CORRUPT when it was cut short', async () => {
    const file = await aFilledFile()
    truncateSync(file, 10 * 4_096)
    const half = readFileSync(file)
    const read = async (): Promise<unknown> => {
      const store = open(file)
      onTestFinished(() => store.close())
      return await store.get('key/19')
    }
    await expect(read()).rejects.toMatchObject({ name: 'StoreError', code: 'STORE_CORRUPT' })
    expect(readFileSync(file).equals(half)).toBe(true)
  })

  it('names what to do in the message, and no key of an entry', async () => {
    const file = await aFilledFile()
    const bytes = readFileSync(file)
    bytes.fill(0xa5, 8 * 4_096, bytes.length)
    writeFileSync(file, bytes)
    const store = open(file)
    const error = await store.get('key/15').catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('keep a copy')
    expect(String(error)).not.toContain('key/15')
    await store.close()
  })
})

describe('a locked store file', () => {
  it('is waited for, then STORE_BUSY: reads go on, nothing is lost, and later writes work', async () => {
    const file = aFile()
    const store = open(file)
    const first = await store.put('a', value, { if: 'absent', expiresAt: null })
    const stranger = aStranger(file)
    stranger.exec('BEGIN IMMEDIATE')
    const version = first.written ? first.version : 0
    for (const write of [
      store.put('b', value, { if: 'absent', expiresAt: null }),
      store.take('a'),
      store.delete('a', { version }),
      store.count('a', 1_000),
    ]) {
      await expect(write).rejects.toMatchObject({ name: 'StoreError', code: 'STORE_BUSY' })
    }
    expect(await store.get('a')).toMatchObject({ version })
    stranger.exec('ROLLBACK')
    expect(await store.get('b')).toBeUndefined()
    expect(await store.take('a')).toMatchObject({ version })
    expect(await store.count('a', 1_000)).toBe(1)
    await store.close()
  })

  it('is STORE_BUSY on opening when another program keeps it to itself', async () => {
    const file = await aFilledFile()
    const stranger = aStranger(file)
    stranger.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    expect(() => open(file)).toThrow(expect.objectContaining({ name: 'StoreError', code: 'STORE_BUSY' }))
    stranger.close()
    const store = open(file)
    expect(await store.get('key/7')).toBeDefined()
    await store.close()
  })
})
