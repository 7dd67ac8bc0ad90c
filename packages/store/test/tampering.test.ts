import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { findCanary } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { StoreError, sqliteStore } from '../src/index.ts'
import { aDeploymentKey, aVault, inner, outer, type Vault } from './sealed.ts'
import { aTemporaryFolder } from './temporary-folder.ts'

const content = { outer, inner, expiresAt: 2_000_000_000_000, indexes: ['subject:user-of-the-index'] }

/** Whether opening by the handle, taking and opening from outside are all refused with a code for a touched store. */
async function isRefused({ records }: Vault, recordId: string, secret: Uint8Array): Promise<boolean> {
  const ways = [records.open(secret), records.take(secret), records.openOuter(recordId)]
  const outcomes = await Promise.all(ways.map((way) => way.catch((error: unknown) => error)))
  return outcomes.every(
    (outcome) =>
      outcome instanceof StoreError && ['RECORD_UNREADABLE', 'DEPLOYMENT_KEY_UNKNOWN'].includes(outcome.code),
  )
}

describe('a stolen store (RT-1)', () => {
  it('holds no token, no handle and nothing about a person, in any encoding, in the file and its -wal', async () => {
    const file = join(aTemporaryFolder(), 'store.sqlite')
    const { records, store, keys } = aVault((now) => sqliteStore({ file, now }))
    const { secret, record } = await records.create(content)
    const rotated = await records.rotateHandle(record)
    await store.put('plain/proof', new TextEncoder().encode('the search finds this'), {
      if: 'absent',
      expiresAt: null,
    })
    const dump = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)])
    await store.close()

    expect(findCanary(dump, 'the search finds this')).not.toEqual([])
    const canaries = [
      inner.accessToken,
      outer.subject,
      'user-of-the-index',
      secret,
      rotated?.handle.successor,
      keys[0]?.key,
    ]
    for (const canary of canaries) expect(findCanary(dump, canary ?? '')).toEqual([])
  })

  it('holds no value that opens a record: the name of a handle is neither its secret nor its key', async () => {
    const { records, entryOf } = aVault()
    const { recordId } = await records.create(content)
    const { indexes, value } = await entryOf(recordId)
    const names = [...indexes, ...(value.toString().match(/[\w-]{43}/g) ?? [])].map((term) =>
      term.replace(/^\w+:/, ''),
    )
    for (const name of names) expect(await records.open(Buffer.from(name, 'base64url'))).toBeUndefined()
  })

  it('opens nothing together with a handle when the deployment key is another', async () => {
    const { records, reopened } = aVault()
    const { recordId, secret } = await records.create(content)
    const stranger = reopened({ keys: [aDeploymentKey()] })
    await expect(stranger.open(secret)).rejects.toMatchObject({ code: 'DEPLOYMENT_KEY_UNKNOWN' })
    await expect(stranger.openOuter(recordId)).rejects.toMatchObject({ code: 'DEPLOYMENT_KEY_UNKNOWN' })
  })

  it('opens nothing when only the id of the deployment key is right', async () => {
    const { records, reopened, keys } = aVault()
    const { recordId, secret } = await records.create(content)
    const forged = reopened({ keys: [{ id: keys[0]?.id ?? '', key: aDeploymentKey().key }] })
    await expect(forged.open(secret)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' })
    await expect(forged.openOuter(recordId)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' })
  })
})

describe('a touched store (RT-1)', () => {
  it('opens no record of which a bit was flipped, whichever', async () => {
    const vault = aVault()
    const { recordId, secret } = await vault.records.create(content)
    const { value } = await vault.entryOf(recordId)
    for (let at = 0; at < value.length; at += 1) {
      const flipped = new Uint8Array(value)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8))
      await vault.tamper(recordId, { value: flipped })
      expect(await isRefused(vault, recordId, secret)).toBe(true)
    }
    await vault.tamper(recordId, { value })
    expect(await vault.records.open(secret)).toMatchObject({ inner })
  })

  it('opens no record that was cut short, or grew', async () => {
    const vault = aVault()
    const { recordId, secret } = await vault.records.create(content)
    const { value } = await vault.entryOf(recordId)
    for (let length = 0; length < value.length; length += 3) {
      await vault.tamper(recordId, { value: value.slice(0, length) })
      expect(await isRefused(vault, recordId, secret)).toBe(true)
    }
    await vault.tamper(recordId, { value: new Uint8Array([...value, 0]) })
    expect(await isRefused(vault, recordId, secret)).toBe(true)
  })

  it('opens no record in the place of another', async () => {
    const vault = aVault()
    const mine = await vault.records.create(content)
    const theirs = await vault.records.create(content)
    const { value, indexes } = await vault.entryOf(mine.recordId)
    await vault.records.remove(mine.recordId)
    await vault.tamper(theirs.recordId, { value, indexes })
    expect(await isRefused(vault, theirs.recordId, mine.secret)).toBe(true)
  })

  it('opens no record to which the name of a foreign handle was bent', async () => {
    const { records, tamper, entryOf } = aVault()
    const mine = await records.create(content)
    const theirs = await records.create(content)
    const { indexes } = await entryOf(mine.recordId)
    await records.remove(mine.recordId)
    await tamper(theirs.recordId, {
      indexes: [...indexes.slice(0, 1), ...(await entryOf(theirs.recordId)).indexes],
    })
    await expect(records.open(mine.secret)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' })
  })

  it('opens nothing when two records carry the name of one handle', async () => {
    const { records, tamper, entryOf } = aVault()
    const mine = await records.create(content)
    const theirs = await records.create(content)
    await tamper(theirs.recordId, { indexes: (await entryOf(mine.recordId)).indexes })
    await expect(records.open(mine.secret)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' })
  })

  it.each([
    ['a longer life', { expiresAt: content.expiresAt + 1 }],
    ['life without end', { expiresAt: null }],
    ['one index term less', { indexes: [] as string[] }],
  ])('opens no record that was given %s', async (_, change) => {
    const vault = aVault()
    const { recordId, secret } = await vault.records.create(content)
    const { indexes } = await vault.entryOf(recordId)
    await vault.tamper(recordId, 'indexes' in change ? { indexes: indexes.slice(0, 1) } : change)
    expect(await isRefused(vault, recordId, secret)).toBe(true)
  })

  it('finds no record by a term that was bent to it', async () => {
    const { records, tamper, entryOf } = aVault()
    const mine = await records.create({ ...content, indexes: ['subject:mine'] })
    const theirs = await records.create({ ...content, indexes: ['subject:theirs'] })
    const { indexes } = await entryOf(mine.recordId)
    await tamper(theirs.recordId, { indexes: indexes.slice(1) })
    const { found, unreadable } = await records.findOuter('subject:mine')
    expect(found.map(({ recordId }) => recordId)).toEqual([mine.recordId])
    expect(unreadable).toMatchObject([{ recordId: theirs.recordId }])
  })

  it('follows no row of the index that was bent to a sound record, even of another kind', async () => {
    const file = join(aTemporaryFolder(), 'store.sqlite')
    const { records, reopened, entryOf, store } = aVault((now) => sqliteStore({ file, now }))
    const mine = await records.create({ ...content, indexes: ['subject:mine'] })
    const theirs = await records.create({ ...content, indexes: ['subject:theirs'] })
    const [handle, index] = (await entryOf(mine.recordId)).indexes
    const attempt = await reopened({ kind: 'attempt' }).create({ ...content, indexes: ['subject:mine'] })
    await records.remove(mine.recordId)

    const stranger = new DatabaseSync(file)
    for (const { record } of [theirs, attempt]) {
      stranger.exec('DELETE FROM entry_term')
      const bend = stranger.prepare('INSERT INTO entry_term VALUES (?, ?)')
      for (const term of [handle, index]) bend.run(record.version, term ?? '')
      await expect(records.open(mine.secret)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' })
      const { found, unreadable } = await records.findOuter('subject:mine')
      expect(found).toEqual([])
      expect(unreadable).toMatchObject([{ error: { code: 'RECORD_UNREADABLE' } }])
    }
    stranger.close()
    await store.close()
  })

  it('answers a browser as if there was no record', () => {
    const codes = ['RECORD_UNREADABLE', 'RECORD_MALFORMED', 'DEPLOYMENT_KEY_UNKNOWN'] as const
    for (const code of codes) {
      expect(new StoreError(code).toProblem()).toEqual({ status: 401, title: 'You are not logged in.', code })
    }
  })
})

describe('content of another form', () => {
  it('is RECORD_MALFORMED, and the error quotes none of it', async () => {
    const { records } = aVault()
    const wrong = { subject: ['a value that must not be quoted'], lastUsedAt: 1 } as never
    const { secret } = await records.create({ ...content, outer: wrong })
    const error = await records.open(secret).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'RECORD_MALFORMED' })
    expect((error as Error).cause).toBeUndefined()
    expect(String(error)).not.toContain('must not be quoted')
  })
})
