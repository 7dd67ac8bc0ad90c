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

  it('never prolongs the grace of an old one', async () => {
    const vault = aVault()
    const { secret, successor } = await aRotated(vault)
    const settled = await settle(vault, successor)
    vault.clock.advance(graceMs - 1)
    const again = there(await vault.records.rotateHandle(settled))
    await settle(vault, there(again.handle.successor))
    expect(await vault.records.open(secret)).toBeDefined()
    vault.clock.advance(1)
    expect(await vault.records.open(secret)).toBeUndefined()
    expect(await vault.records.open(successor)).toBeDefined()
  })

  it('is done once: a handle that has a successor, or is in its grace, is given no other', async () => {
    const vault = aVault()
    const { secret, successor, rotated } = await aRotated(vault)
    for (const record of [rotated, there(await vault.records.open(successor))])
      await expect(vault.records.rotateHandle(record)).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    await settle(vault, successor)
    const old = there(await vault.records.open(secret))
    await expect(vault.records.rotateHandle(old)).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    await expect(vault.records.settleHandle(old, { graceMs })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    })
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
          // At most three old ones are kept: one that was dropped for that may be gone early, never late.
          const isDead = handle.stopsAt !== null && clock.now() >= handle.stopsAt
          const isKept = handles.indexOf(handle) >= handles.length - 4
          expect(record !== undefined).toBe(!isDead && (isKept || record !== undefined))
          expect([null, unused]).toContainEqual(record?.handle.successor ?? null)
          if (record === undefined) continue
          if (each.act === 'write') await records.replace(record, {})
          else if (record.handle.isUnsettled) {
            await records.settleHandle(record, { graceMs })
            for (const older of handles.slice(0, -1)) older.stopsAt ??= clock.now() + graceMs
            unused = null
          } else if (record.handle.successor === null && record.handle.expiresAt === null) {
            unused = there((await records.rotateHandle(record))?.handle.successor)
            handles.push({ secret: unused, stopsAt: null })
          }
          expect((await entryOf(recordId)).indexes.length).toBeLessThanOrEqual(5)
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

  it('stops those in their grace and one that nobody has used yet as well', async () => {
    const vault = aVault()
    const { records } = vault
    const { secret, successor } = await aRotated(vault)
    const settled = await settle(vault, successor)
    const again = there(await records.rotateHandle(settled))
    const held = await records.replaceHandle(again)
    for (const old of [secret, successor, there(again.handle.successor)])
      expect(await records.open(old)).toBeUndefined()
    expect(held && (await records.open(held.secret))).toMatchObject({ inner, handle: { successor: null } })
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
