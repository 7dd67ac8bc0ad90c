import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SealedRecord } from '../src/index.ts'
import { aVault, type Inner, inner, type Outer, outer, type Vault } from './sealed.ts'

const content = { outer, inner, expiresAt: null }
const graceMs = 30_000

type Opened = SealedRecord<Outer, Inner>

function there<T>(value: T | null | undefined): T {
  if (value === undefined || value === null) throw new Error('nothing there')
  return value
}

/** A record with a handle and the successor that was made of it. */
async function aRotated({ records }: Vault) {
  const { secret, record, recordId } = await records.create(content)
  const rotated = there(await records.rotateHandle(record))
  return { recordId, secret, successor: there(rotated.handle.successor), rotated }
}

/** Settled by its newest handle, as a request that brings it does. */
const settle = async ({ records }: Vault, secret: Uint8Array): Promise<Opened> =>
  there(await records.settleHandle(there(await records.open(secret)), { graceMs }))

describe('timed rotation of a handle', () => {
  it('lets the old one open as long as the new one was not used, however long that takes', async () => {
    const vault = aVault()
    const { secret, successor } = await aRotated(vault)
    vault.clock.advance(365 * 24 * 3_600_000)
    expect(await vault.records.open(secret)).toMatchObject({ inner, handle: { expiresAt: null } })
    expect(await vault.records.open(successor)).toMatchObject({ inner, handle: { expiresAt: null } })
  })

  it('gives the old one the same successor again each time, also beside other writes', async () => {
    const vault = aVault()
    const { secret, successor, rotated } = await aRotated(vault)
    expect((await vault.records.open(secret))?.handle.successor).toEqual(successor)
    const replaced = await vault.records.replace(rotated, { inner: { accessToken: 'second' } })
    expect(replaced?.handle.successor).toEqual(successor)
    expect(there(await vault.records.open(secret)).handle.successor).toEqual(successor)
    expect(await vault.records.open(successor)).toMatchObject({ inner: { accessToken: 'second' } })
  })

  it('leaves the old one its age, so that what is due by age stays due', async () => {
    const vault = aVault()
    const { secret, record } = await vault.records.create(content)
    const { since } = record.handle
    vault.clock.advance(60_000)
    const { successor } = there(await vault.records.rotateHandle(record)).handle
    expect(there(await vault.records.open(secret)).handle.since).toBe(since)
    expect(there(await vault.records.open(there(successor))).handle.since).toBe(since + 60_000)
  })

  it('begins the grace of the old one when the new one was used: open until a millisecond before its end, not at it', async () => {
    const vault = aVault()
    const { secret, successor } = await aRotated(vault)
    vault.clock.advance(3_600_000)
    expect((await vault.records.open(successor))?.handle).toMatchObject({
      isUnsettled: true,
      successor: null,
    })
    const settled = await settle(vault, successor)
    expect(settled.handle).toMatchObject({ isUnsettled: false, expiresAt: null })
    const end = vault.clock.now() + graceMs
    vault.clock.set(end - 1)
    expect(await vault.records.open(secret)).toMatchObject({
      inner,
      handle: { expiresAt: end, successor: null, isUnsettled: false },
    })
    vault.clock.set(end)
    expect(await vault.records.open(secret)).toBeUndefined()
    expect(await vault.records.take(secret)).toBeUndefined()
    expect(await vault.records.open(successor)).toMatchObject({ inner, handle: { isUnsettled: false } })
  })

  it('is done once, and not before the one of before is over: there are two handles at most', async () => {
    const vault = aVault()
    const { recordId, secret, successor, rotated } = await aRotated(vault)
    const refused = async (record: Opened): Promise<void> => {
      expect(record.handle.isOnly).toBe(false)
      await expect(vault.records.rotateHandle(record)).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    }
    await refused(rotated)
    await refused(there(await vault.records.open(successor)))
    await refused(await settle(vault, successor))
    const old = there(await vault.records.open(secret))
    await refused(old)
    await expect(vault.records.settleHandle(old, { graceMs })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    })
    vault.clock.advance(graceMs)
    const alone = there(await vault.records.open(successor))
    expect(alone.handle.isOnly).toBe(true)
    expect(await vault.records.rotateHandle(alone)).toBeDefined()
    expect((await vault.entryOf(recordId)).indexes).toHaveLength(2)
  })

  it('gives one of many racing rotations a new handle', async () => {
    const { records } = aVault()
    const { secret, record } = await records.create(content)
    const raced = await Promise.all(Array.from({ length: 10 }, () => records.rotateHandle(record)))
    const [winner, ...others] = raced.filter((each) => each !== undefined)
    expect(others).toEqual([])
    expect((await records.open(secret))?.handle.successor).toEqual(winner?.handle.successor)
  })

  it('lets a request end well whose handle stops while it writes', async () => {
    const vault = aVault()
    const { secret, successor } = await aRotated(vault)
    await settle(vault, successor)
    const old = there(await vault.records.open(secret))
    vault.clock.advance(graceMs)
    expect(await vault.records.replace(old, { inner: { accessToken: 'late' } })).toMatchObject({
      inner: { accessToken: 'late' },
      handle: old.handle,
    })
    expect(await vault.records.open(secret)).toBeUndefined()
  })

  it('drops the name of an old one with the next write after its grace', async () => {
    const vault = aVault()
    const { recordId, successor } = await aRotated(vault)
    const settled = await settle(vault, successor)
    expect((await vault.entryOf(recordId)).indexes).toHaveLength(2)
    vault.clock.advance(graceMs)
    await vault.records.replace(settled, {})
    expect((await vault.entryOf(recordId)).indexes).toHaveLength(1)
  })

  it('wants a grace of at least a millisecond: to have none is another act', async () => {
    const vault = aVault()
    const { successor } = await aRotated(vault)
    const newest = there(await vault.records.open(successor))
    for (const wrong of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(vault.records.settleHandle(newest, { graceMs: wrong })).rejects.toMatchObject({
        code: 'OPTION_INVALID',
      })
    }
    expect(await vault.records.settleHandle(newest, { graceMs: 1 })).toBeDefined()
  })

  it('keeps every promise in any order of rotating, using, waiting and writing', async () => {
    const step = fc.oneof(
      fc.record({ act: fc.constant('use' as const), which: fc.nat(9) }),
      fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
      fc.record({ act: fc.constant('write' as const), which: fc.nat(9) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const vault = aVault()
        const { records, clock, entryOf } = vault
        const { secret, recordId } = await records.create(content)
        // Oldest first; `stopsAt` is what the promises say, kept apart from what the records say.
        const handles: { secret: Uint8Array; stopsAt: number | null }[] = [{ secret, stopsAt: null }]
        let unused: Uint8Array | null = null
        for (const each of steps) {
          if (each.act === 'wait') {
            clock.advance(each.ms)
            continue
          }
          const handle = there(handles.at(-1 - (each.which % handles.length)))
          const record = await records.open(handle.secret)
          expect(record !== undefined).toBe(handle.stopsAt === null || clock.now() < handle.stopsAt)
          expect([null, unused]).toContainEqual(record?.handle.successor ?? null)
          if (record === undefined) continue
          if (each.act === 'write') await records.replace(record, {})
          else if (record.handle.isUnsettled) {
            await records.settleHandle(record, { graceMs })
            for (const older of handles.slice(0, -1)) older.stopsAt ??= clock.now() + graceMs
            unused = null
          } else if (record.handle.isOnly) {
            unused = there((await records.rotateHandle(record))?.handle.successor)
            handles.push({ secret: unused, stopsAt: null })
          }
          expect((await entryOf(recordId)).indexes.length).toBeLessThanOrEqual(2)
        }
      }),
    )
  })
})

describe('replacing a handle (FIX-1)', () => {
  it('stops the old one at once', async () => {
    const { records } = aVault()
    const { secret, record } = await records.create(content)
    const held = await records.replaceHandle(record, { outer: { ...outer, lastUsedAt: 2 } })
    expect(await records.open(secret)).toBeUndefined()
    expect(held && (await records.open(held.secret))).toMatchObject({ inner, outer: { lastUsedAt: 2 } })
  })

  it('stops the one in its grace as well', async () => {
    const vault = aVault()
    const { secret, successor } = await aRotated(vault)
    const held = await vault.records.replaceHandle(await settle(vault, successor))
    for (const old of [secret, successor]) expect(await vault.records.open(old)).toBeUndefined()
    expect(held && (await vault.records.open(held.secret))).toMatchObject({ inner })
  })

  it('stops the one that waits for its first use as well, whichever it is done with', async () => {
    for (const by of ['secret', 'successor'] as const) {
      const { records } = aVault()
      const { secret, record } = await records.create(content)
      const successor = there((await records.rotateHandle(record))?.handle.successor)
      const opened = there(await records.open({ secret, successor }[by]))
      const held = there(await records.replaceHandle(opened))
      for (const old of [secret, successor]) expect(await records.open(old)).toBeUndefined()
      expect(await records.open(held.secret)).toMatchObject({
        inner,
        handle: { isOnly: true, isUnsettled: false, successor: null },
      })
    }
  })

  it('leaves a stolen old handle with nothing, even if its name is put back into the store', async () => {
    const { records, entryOf, tamper } = aVault()
    const { secret, recordId, record } = await records.create(content)
    const { indexes } = await entryOf(recordId)
    await records.replaceHandle(record)
    await tamper(recordId, { indexes })
    await expect(records.open(secret)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' })
  })
})
