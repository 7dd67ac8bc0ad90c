import { describe, expect, it } from 'vitest'
import { aVault, inner, outer } from './sealed.ts'

const content = { outer, inner, expiresAt: null }

describe('timed rotation of a handle', () => {
  it('lets the old one open until one millisecond before the end of its grace, and not at it', async () => {
    const { records, clock } = aVault()
    const { secret, record } = await records.create(content)
    const held = await records.rotateHandle(record, { graceMs: 30_000 })
    const end = clock.now() + 30_000
    clock.set(end - 1)
    expect(await records.open(secret)).toMatchObject({ inner, handleExpiresAt: end })
    clock.set(end)
    expect(await records.open(secret)).toBeUndefined()
    expect(await records.take(secret)).toBeUndefined()
    expect(held && (await records.open(held.secret))).toMatchObject({ inner, handleExpiresAt: null })
  })

  it('never prolongs the grace of an old one', async () => {
    const { records, clock } = aVault()
    const { secret, record } = await records.create(content)
    await records.rotateHandle(record, { graceMs: 1_000 })
    clock.advance(999)
    const old = await records.open(secret)
    expect(old && (await records.rotateHandle(old, { graceMs: 1_000 }))).toBeDefined()
    clock.advance(1)
    expect(await records.open(secret)).toBeUndefined()
  })

  it('keeps the three newest old ones, however often it happens', async () => {
    const { records } = aVault()
    const secrets: Uint8Array[] = []
    let { secret, record } = await records.create(content)
    for (let round = 0; round < 6; round += 1) {
      secrets.push(secret)
      const held = await records.rotateHandle(record, { graceMs: 1_000 })
      if (held === undefined) throw new Error('not rotated')
      ;({ secret, record } = held)
    }
    secrets.push(secret)
    const opened = await Promise.all(secrets.map(async (each) => (await records.open(each)) !== undefined))
    expect(opened).toEqual([false, false, false, true, true, true, true])
  })

  it('drops the name of an old one with the next write after its grace', async () => {
    const { records, clock, entryOf } = aVault()
    const { record, recordId } = await records.create(content)
    const held = await records.rotateHandle(record, { graceMs: 1_000 })
    expect((await entryOf(recordId)).indexes).toHaveLength(2)
    clock.advance(1_000)
    if (held !== undefined) await records.replace(held.record, {})
    expect((await entryOf(recordId)).indexes).toHaveLength(1)
  })

  it('shows what is written by one of the handles to the other', async () => {
    const { records } = aVault()
    const { secret, record } = await records.create(content)
    const held = await records.rotateHandle(
      record,
      { graceMs: 1_000 },
      { outer: { ...outer, lastUsedAt: 2 } },
    )
    const old = await records.open(secret)
    expect(old).toMatchObject({ outer: { lastUsedAt: 2 } })
    if (old !== undefined) await records.replace(old, { inner: { accessToken: 'second' } })
    expect(held && (await records.open(held.secret))).toMatchObject({ inner: { accessToken: 'second' } })
  })

  it('wants a grace of at least a millisecond: to have none is another act', async () => {
    const { records } = aVault()
    const { record } = await records.create(content)
    for (const graceMs of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(records.rotateHandle(record, { graceMs })).rejects.toMatchObject({
        code: 'OPTION_INVALID',
      })
    }
    expect(await records.rotateHandle(record, { graceMs: 1 })).toBeDefined()
  })

  it('gives one of many racing rotations a new handle', async () => {
    const { records } = aVault()
    const { record } = await records.create(content)
    const held = await Promise.all(
      Array.from({ length: 10 }, () => records.rotateHandle(record, { graceMs: 1_000 })),
    )
    expect(held.filter((each) => each !== undefined)).toHaveLength(1)
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

  it('stops those in their grace as well', async () => {
    const { records } = aVault()
    const { secret, record } = await records.create(content)
    const rotated = await records.rotateHandle(record, { graceMs: 60_000 })
    if (rotated === undefined) throw new Error('not rotated')
    const held = await records.replaceHandle(rotated.record)
    expect(await records.open(secret)).toBeUndefined()
    expect(await records.open(rotated.secret)).toBeUndefined()
    expect(held && (await records.open(held.secret))).toMatchObject({ inner })
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
