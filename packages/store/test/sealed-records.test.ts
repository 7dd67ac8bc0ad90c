import { secureRandom } from '@postern/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryStore, sealedRecords } from '../src/index.ts'
import { aDeploymentKey, aVault, inner, outer } from './sealed.ts'

const content = { outer, inner, expiresAt: null, indexes: ['subject:1', 'sid:1'] }

describe('sealed records', () => {
  it('open by their handle, both envelopes', async () => {
    const { records } = aVault()
    const { recordId, secret, record } = await records.create(content)
    const opened = await records.open(secret)
    expect(opened).toEqual({ ...record, recordId, outer, inner, expiresAt: null, indexes: content.indexes })
    expect(opened?.handle).toMatchObject({ expiresAt: null, successor: null, isUnsettled: false })
    expect(secret).toHaveLength(32)
  })

  it('open from outside without the handle, the outer envelope only', async () => {
    const { records } = aVault()
    const { recordId } = await records.create(content)
    const opened = await records.openOuter(recordId)
    expect(opened).toMatchObject({ recordId, outer, indexes: content.indexes })
    expect(JSON.stringify(opened)).not.toContain(inner.accessToken)
  })

  it('do not exist for secrets and ids that were never given out (FIX-2)', async () => {
    const { records } = aVault()
    await records.create(content)
    for (const length of [0, 16, 31, 32, 33, 64])
      expect(await records.open(secureRandom(length))).toBeUndefined()
    for (const id of ['', 'x', 'A'.repeat(22), '../attempt/x', 'ä'.repeat(22)]) {
      expect(await records.openOuter(id)).toBeUndefined()
      expect(await records.remove(id)).toBe(false)
    }
  })

  it('hold any plain data', async () => {
    const records = sealedRecords<fc.JsonValue, fc.JsonValue>({
      store: memoryStore({ now: () => 0 }),
      kind: 'session',
      deploymentKeys: [aDeploymentKey()],
      randomBytes: secureRandom,
      now: () => 0,
      parseOuter: (value) => value as fc.JsonValue,
      parseInner: (value) => value as fc.JsonValue,
    })
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ noUnicodeString: false }),
        fc.jsonValue(),
        fc.string({ minLength: 1 }),
        async (one, other, index) => {
          const { secret } = await records.create({
            outer: one,
            inner: other,
            expiresAt: null,
            indexes: [index],
          })
          const opened = await records.open(secret)
          // What JSON makes of it: there is no -0 in it.
          expect(opened?.outer).toEqual(JSON.parse(JSON.stringify(one)))
          expect(opened?.inner).toEqual(JSON.parse(JSON.stringify(other)))
          expect(opened?.indexes).toEqual([index])
        },
      ),
      { numRuns: 50 },
    )
  })

  it('end at the millisecond of their expiry', async () => {
    const { records, clock } = aVault()
    const expiresAt = clock.now() + 1_000
    const { recordId, secret } = await records.create({ ...content, expiresAt })
    clock.set(expiresAt - 1)
    expect(await records.open(secret)).toMatchObject({ expiresAt })
    clock.set(expiresAt)
    expect(await records.open(secret)).toBeUndefined()
    expect(await records.openOuter(recordId)).toBeUndefined()
  })

  it('of one kind are not opened by handles of another', async () => {
    const { records, reopened } = aVault()
    const { recordId, secret } = await records.create(content)
    const attempts = reopened({ kind: 'attempt' })
    expect(await attempts.open(secret)).toBeUndefined()
    expect(await attempts.openOuter(recordId)).toBeUndefined()
    expect((await attempts.findOuter('subject:1')).found).toEqual([])
  })

  it('refuse a kind that is no name, and more than 16 indexes', async () => {
    for (const kind of ['', 'Session', 'a/b', 'x'.repeat(33)]) {
      expect(() => aVault().reopened({ kind })).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
    }
    const sixteen = Array.from({ length: 16 }, (_, at) => `${at}`)
    const { records } = aVault()
    await expect(records.create({ ...content, indexes: sixteen })).resolves.toBeDefined()
    await expect(records.create({ ...content, indexes: [...sixteen, 'x'] })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    })
  })
})

describe('changing a sealed record', () => {
  it('keeps what is not named, and gives the version to go on with', async () => {
    const { records, clock } = aVault()
    const { secret, record } = await records.create(content)
    const first = await records.replace(record, { inner: { accessToken: 'second' } })
    const expiresAt = clock.now() + 1
    const second =
      first &&
      (await records.replace(first, { outer: { ...outer, lastUsedAt: 2 }, expiresAt, indexes: ['other'] }))
    expect(await records.open(secret)).toEqual(second)
    expect(second).toMatchObject({
      outer: { lastUsedAt: 2 },
      inner: { accessToken: 'second' },
      expiresAt,
      indexes: ['other'],
    })
    expect((await records.findOuter('subject:1')).found).toEqual([])
    expect((await records.findOuter('other')).found).toHaveLength(1)
  })

  it('tells the slower of two writers, and writes nothing of it', async () => {
    const { records } = aVault()
    const { secret } = await records.create(content)
    const [one, other] = [await records.open(secret), await records.open(secret)]
    if (one === undefined || other === undefined) throw new Error('not opened')
    expect(await records.replace(one, { inner: { accessToken: 'faster' } })).toBeDefined()
    expect(await records.replace(other, { inner: { accessToken: 'slower' } })).toBeUndefined()
    expect(await records.replaceOuter(other, { expiresAt: 1 })).toBeUndefined()
    expect(await records.rotateHandle(other)).toBeUndefined()
    expect(await records.settleHandle(other, { graceMs: 1 })).toBeUndefined()
    expect(await records.replaceHandle(other)).toBeUndefined()
    expect(await records.open(secret)).toMatchObject({ inner: { accessToken: 'faster' } })
  })

  it('from outside leaves the inner envelope as it is', async () => {
    const { records } = aVault()
    const { recordId, secret } = await records.create(content)
    const found = await records.openOuter(recordId)
    const changed = found && (await records.replaceOuter(found, { outer: { ...outer, lastUsedAt: 9 } }))
    expect(changed).toEqual(await records.openOuter(recordId))
    expect(await records.open(secret)).toMatchObject({ outer: { lastUsedAt: 9 }, inner })
  })

  it('is refused for a record that was not opened here, or not by a handle', async () => {
    const { records } = aVault()
    const { recordId, record } = await records.create(content)
    await expect(records.replace({ ...record }, {})).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    const outside = await records.openOuter(recordId)
    if (outside === undefined) throw new Error('not opened')
    const posing = outside as typeof record
    await expect(records.replace(posing, {})).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    await expect(records.replaceHandle(posing)).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    await expect(records.rotateHandle(posing)).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    await expect(records.settleHandle(posing, { graceMs: 1 })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    })
  })

  it('never lets a record out of reach by writing its removal away', async () => {
    const { records } = aVault()
    const { recordId, record } = await records.create(content)
    expect(await records.remove(recordId)).toBe(true)
    expect(await records.replace(record, { inner: { accessToken: 'back' } })).toBeUndefined()
    expect(await records.replaceHandle(record)).toBeUndefined()
    expect(await records.openOuter(recordId)).toBeUndefined()
    expect(await records.remove(recordId)).toBe(false)
  })
})

describe('taking a sealed record', () => {
  it('gives it to exactly one of many', async () => {
    const { records } = aVault()
    const { secret } = await records.create(content)
    const taken = await Promise.all(Array.from({ length: 20 }, () => records.take(secret)))
    expect(taken.filter((record) => record !== undefined)).toMatchObject([{ outer, inner }])
    expect(await records.open(secret)).toBeUndefined()
  })

  it('takes what others write meanwhile, not what was there before', async () => {
    const { records } = aVault()
    const { secret, record } = await records.create(content)
    const [taken, written] = await Promise.all([
      records.take(secret),
      records.replace(record, { inner: { accessToken: 'second' } }),
    ])
    expect(taken?.inner).toEqual(written?.inner ?? inner)
    expect(await records.open(secret)).toBeUndefined()
  })

  it('takes nothing by a handle that was replaced', async () => {
    const { records } = aVault()
    const { secret, record } = await records.create(content)
    const held = await records.replaceHandle(record)
    expect(await records.take(secret)).toBeUndefined()
    expect(held && (await records.open(held.secret))).toMatchObject({ inner })
  })
})

describe('finding sealed records from outside', () => {
  it('finds by each index, as many as asked for', async () => {
    const { records } = aVault()
    const one = await records.create(content)
    const other = await records.create({ ...content, indexes: ['subject:1'] })
    const ids = async (index: string, limit?: number): Promise<readonly string[]> =>
      (await records.findOuter(index, limit === undefined ? {} : { limit })).found.map(
        ({ recordId }) => recordId,
      )
    expect(await ids('subject:1')).toEqual([one.recordId, other.recordId])
    expect(await ids('subject:1', 1)).toEqual([one.recordId])
    expect(await ids('sid:1')).toEqual([one.recordId])
    expect(await ids('subject:')).toEqual([])
  })

  it('lets one unreadable record not hide the others, and names it', async () => {
    const { records, tamper } = aVault()
    const broken = await records.create(content)
    const sound = await records.create(content)
    await tamper(broken.recordId, { value: new Uint8Array(9) })
    const { found, unreadable } = await records.findOuter('subject:1')
    expect(found.map(({ recordId }) => recordId)).toEqual([sound.recordId])
    expect(unreadable).toMatchObject([{ recordId: broken.recordId, error: { code: 'RECORD_UNREADABLE' } }])
    expect(await records.remove(broken.recordId)).toBe(true)
  })
})
