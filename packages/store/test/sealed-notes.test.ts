import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { findCanary, secureRandom, stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { type DeploymentKey, memoryStore, sealedNotes, sqliteStore, type Store } from '../src/index.ts'
import { aDeploymentKey } from './sealed.ts'
import { aTemporaryFolder } from './temporary-folder.ts'

interface Content {
  readonly text: string
}

const content: Content = { text: 'content-of-the-note' }
const note = { name: 'name-of-the-note', content, expiresAt: 2_000_000_000_000, indexes: ['all'] }

function parse(value: unknown): Content {
  const { text } = value as Content
  if (typeof text !== 'string') throw new TypeError(`not ${String(text)}`)
  return { text }
}

/** A store, and notes on it: of another kind or another ring when asked. */
function aNotebook(open: (now: () => number) => Store = (now) => memoryStore({ now })) {
  const clock = stoppedClock()
  const keys = [aDeploymentKey()]
  const store = open(clock.now)
  const written = new Set<string>()
  const watched: Store = {
    ...store,
    put: (key, value, options) => {
      written.add(key)
      return store.put(key, value, options)
    },
  }
  const notes = (change: { readonly keys?: readonly DeploymentKey[]; readonly kind?: string } = {}) =>
    sealedNotes({
      store: watched,
      kind: change.kind ?? 'memo',
      deploymentKeys: change.keys ?? keys,
      randomBytes: secureRandom,
      parse,
    })
  return {
    clock,
    keys,
    store,
    notes,
    async only() {
      const [key] = written
      const entry = await store.get(key ?? '')
      if (entry === undefined) throw new Error('nothing was written')
      return entry
    },
  }
}

const unreadable = expect.objectContaining({ name: 'StoreError', code: 'RECORD_UNREADABLE' })

describe('sealed notes', () => {
  it('open by their name and by their index terms, with the deployment key alone', async () => {
    const notes = aNotebook().notes()
    const created = await notes.create(note)
    expect(created).toMatchObject({ content, expiresAt: note.expiresAt, indexes: ['all'] })
    expect(await notes.load(note.name)).toEqual(created)
    expect(await notes.find('all')).toEqual({ found: [created], unreadable: [] })
    expect(await notes.load('another')).toBeUndefined()
    expect((await notes.find('another')).found).toEqual([])
  })

  it('of one name are written once, however many write at the same time', async () => {
    const notes = aNotebook().notes()
    const created = await Promise.all(Array.from({ length: 20 }, () => notes.create(note)))
    expect(created.filter((each) => each !== undefined)).toHaveLength(1)
    expect((await notes.find('all')).found).toHaveLength(1)
  })

  it('without a name are as many as are written', async () => {
    const notes = aNotebook().notes()
    await Promise.all(Array.from({ length: 3 }, () => notes.create({ ...note, name: null })))
    expect((await notes.find('all')).found).toHaveLength(3)
    expect((await notes.find('all', { limit: 2 })).found).toHaveLength(2)
  })

  it('end at the millisecond of their expiry, and then make room for one of the same name', async () => {
    const { notes, clock } = aNotebook()
    const memos = notes()
    await memos.create({ ...note, expiresAt: clock.now() + 10 })
    clock.advance(9)
    expect(await memos.create(note)).toBeUndefined()
    clock.advance(1)
    expect(await memos.load(note.name)).toBeUndefined()
    expect(await memos.create(note)).toBeDefined()
  })

  it('keep what a write does not name, and tell the slower of two writers', async () => {
    const notes = aNotebook().notes()
    const created = await notes.create(note)
    if (created === undefined) throw new Error('not created')
    const [one, other] = await Promise.all([
      notes.replace(created, { content: { text: 'one' } }),
      notes.replace(created, { content: { text: 'other' } }),
    ])
    expect([one, other].filter((each) => each !== undefined)).toHaveLength(1)
    const kept = await notes.load(note.name)
    expect(kept).toEqual(one ?? other)
    expect(kept).toMatchObject({ expiresAt: note.expiresAt, indexes: ['all'] })
    const quiet = kept && (await notes.replace(kept, { indexes: [], expiresAt: null }))
    expect(quiet).toMatchObject({ expiresAt: null, indexes: [] })
    expect((await notes.find('all')).found).toEqual([])
  })

  it('are removed only as they were read', async () => {
    const notes = aNotebook().notes()
    const created = await notes.create(note)
    const replaced = created && (await notes.replace(created, {}))
    if (created === undefined || replaced === undefined) throw new Error('not written')
    expect(await notes.remove(created)).toBe(false)
    expect(await notes.remove(replaced)).toBe(true)
    expect(await notes.remove(replaced)).toBe(false)
    expect(await notes.replace(replaced, {})).toBeUndefined()
    expect(await notes.load(note.name)).toBeUndefined()
  })

  it('of one kind are nothing to another', async () => {
    const { notes } = aNotebook()
    await notes().create(note)
    const others = notes({ kind: 'letter' })
    expect(await others.load(note.name)).toBeUndefined()
    expect((await others.find('all')).found).toEqual([])
  })

  it('refuse a kind that is no name, and more than 16 indexes', async () => {
    const { notes } = aNotebook()
    for (const kind of ['', 'Memo', 'a/b', 'a:b', 'x'.repeat(33)])
      expect(() => notes({ kind })).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
    const seventeen = Array.from({ length: 17 }, (_, at) => `${at}`)
    await expect(notes().create({ ...note, indexes: seventeen })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    })
  })
})

describe('rotating the deployment key (KEY-3)', () => {
  it('loses no note while the old key is still in the ring, and writes none of its name a second time', async () => {
    const { notes, keys } = aNotebook()
    await notes().create(note)
    const rotated = notes({ keys: [aDeploymentKey(), ...keys] })
    expect(await rotated.load(note.name)).toMatchObject({ content })
    expect((await rotated.find('all')).found).toMatchObject([{ content }])
    expect(await rotated.create(note)).toBeUndefined()
  })

  it('seals under the new key what is written from then on', async () => {
    const { notes, keys } = aNotebook()
    const key = aDeploymentKey()
    await notes({ keys: [key, ...keys] }).create(note)
    expect(await notes({ keys: [key] }).load(note.name)).toMatchObject({ content })
    const old = await notes().create({ ...note, name: 'old' })
    if (old !== undefined) await notes({ keys: [key, ...keys] }).replace(old, {})
    expect((await notes({ keys: [key] }).find('all')).found).toHaveLength(2)
  })
})

describe('a stolen or touched store (RT-1)', () => {
  it('holds neither name nor content of a note, in any encoding', async () => {
    const file = join(aTemporaryFolder(), 'store.sqlite')
    const { notes, store, keys } = aNotebook((now) => sqliteStore({ file, now }))
    await notes().create({ ...note, indexes: ['term-of-the-note'] })
    const dump = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)])
    await store.close()
    for (const canary of [note.name, content.text, 'term-of-the-note', keys[0]?.key ?? ''])
      expect(findCanary(dump, canary)).toEqual([])
  })

  it('opens nothing when the deployment key is another, whatever its id', async () => {
    const { notes, only, store, keys } = aNotebook()
    await notes().create(note)
    const { key, value, version, expiresAt } = await only()
    const forged = notes({ keys: [{ id: keys[0]?.id ?? '', key: aDeploymentKey().key }] })
    const created = await forged.create({ ...note, expiresAt })
    // Even where the foreign key would look for it.
    await store.put(`note:memo/${created?.noteId}`, value, {
      if: { version: created?.version ?? 0 },
      expiresAt,
      indexes: [],
    })
    await expect(forged.load(note.name)).rejects.toEqual(unreadable)
    expect(await store.get(key)).toMatchObject({ version })
  })

  it('opens no note of which a bit was flipped, or that was cut short', async () => {
    const { notes, only, store } = aNotebook()
    const memos = notes()
    await memos.create(note)
    const { key, value, expiresAt, indexes } = await only()
    const tamper = async (changed: Uint8Array<ArrayBuffer>) => {
      const { version } = await only()
      await store.put(key, changed, { if: { version }, expiresAt, indexes })
      const [loaded, found] = [await memos.load(note.name).catch(codeOf), await memos.find('all')]
      expect(['RECORD_UNREADABLE', 'DEPLOYMENT_KEY_UNKNOWN']).toContain(loaded)
      expect([found.found, found.unreadable.length]).toEqual([[], 1])
    }
    for (let at = 0; at < value.length; at += 1) {
      const flipped = new Uint8Array(value)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8))
      await tamper(flipped)
    }
    for (let length = 0; length < value.length; length += 5) await tamper(value.slice(0, length))
  })

  it('opens no note in the place of another, nor one that was given a longer life', async () => {
    const { notes, only, store } = aNotebook()
    const memos = notes()
    await memos.create(note)
    const { key, value, version, expiresAt, indexes } = await only()
    const other = await memos.create({ ...note, name: 'other' })
    await store.put(`note:memo/${other?.noteId}`, value, {
      if: { version: other?.version ?? 0 },
      expiresAt,
      indexes,
    })
    await expect(memos.load('other')).rejects.toEqual(unreadable)
    await store.put(key, value, { if: { version }, expiresAt: null, indexes })
    await expect(memos.load(note.name)).rejects.toEqual(unreadable)
  })

  it('follows no row of the index that was bent to a sound note, even of another kind', async () => {
    const file = join(aTemporaryFolder(), 'store.sqlite')
    const { notes, only, store } = aNotebook((now) => sqliteStore({ file, now }))
    const memos = notes()
    const mine = await memos.create(note)
    const [term] = (await only()).indexes
    const theirs = await memos.create({ ...note, name: 'other', indexes: ['theirs'] })
    const letter = await notes({ kind: 'letter' }).create(note)
    if (mine !== undefined) await memos.remove(mine)
    const stranger = new DatabaseSync(file)
    for (const bent of [theirs, letter])
      stranger.prepare('INSERT INTO entry_term VALUES (?, ?)').run(bent?.version ?? 0, term ?? '')
    stranger.close()
    const { found, unreadable: refused } = await memos.find('all')
    expect([found, refused.map(({ error }) => error.code)]).toEqual([
      [],
      ['RECORD_UNREADABLE', 'RECORD_UNREADABLE'],
    ])
    await store.close()
  })

  it('that holds content of another form is RECORD_MALFORMED, and the error quotes none of it', async () => {
    const memos = aNotebook().notes()
    await memos.create({ ...note, content: { text: ['not to be quoted'] } as never })
    const error = await memos.load(note.name).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'RECORD_MALFORMED' })
    expect(String(error)).not.toContain('not to be quoted')
  })
})

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code
