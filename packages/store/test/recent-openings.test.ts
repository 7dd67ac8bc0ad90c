import { secureRandom, stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { type Entry, memoryStore, type SealedRecords, type Store, sealedRecords } from '../src/index.ts'
import { aDeploymentKey, inner, type Inner, outer, type Outer, parseInner, parseOuter } from './sealed.ts'

/** A vault that counts how often something was opened in earnest, and how often the store was asked. */
function aCountingVault() {
  const clock = stoppedClock()
  const counts = { opened: 0, asked: 0 }
  /** What somebody with access to the store has made of an entry, without the store's knowing. */
  let bent: (entry: Entry) => Entry = (entry) => entry
  const underlying = memoryStore({ now: clock.now })
  const store: Store = {
    ...underlying,
    async get(key) {
      counts.asked += 1
      const entry = await underlying.get(key)
      return entry && bent(entry)
    },
    async versionOf(key) {
      counts.asked += 1
      const entry = await underlying.get(key)
      return entry && bent(entry).version
    },
    async find(...parameters) {
      counts.asked += 1
      return (await underlying.find(...parameters)).map((entry) => bent(entry))
    },
  }
  const records: SealedRecords<Outer, Inner> = sealedRecords({
    store,
    kind: 'session',
    deploymentKeys: [aDeploymentKey()],
    randomBytes: secureRandom,
    now: clock.now,
    parseOuter,
    parseInner: (value) => {
      counts.opened += 1
      return parseInner(value)
    },
  })
  const create = () => records.create({ outer, inner, expiresAt: clock.now() + 3_600_000 })
  const bend = (change: typeof bent) => {
    bent = change
  }
  return { clock, counts, bend, store: underlying, records, create }
}

describe('a record that was opened a moment ago', () => {
  it('costs no second opening, but a look into the store each time (LOGOUT-IS-FINAL)', async () => {
    const { counts, records, create } = aCountingVault()
    const { secret, recordId } = await create()
    const first = await records.open(secret)
    const asked = counts.asked
    expect((await records.open(secret))?.inner).toEqual(inner)
    expect(await records.open(secret)).toEqual(first)
    expect([counts.opened, counts.asked]).toEqual([1, asked + 2])
    await records.remove(recordId)
    expect(await records.open(secret)).toBeUndefined()
  })

  it('is read anew when it was written again, by whomever', async () => {
    const { counts, records, create } = aCountingVault()
    const { secret } = await create()
    const first = await records.open(secret)
    if (first === undefined) throw new Error('not there')
    await records.replace(first, { inner: { accessToken: 'the next one' } })
    expect((await records.open(secret))?.inner.accessToken).toBe('the next one')
    expect(counts.opened).toBe(2)
  })

  it('can still be changed, from what was remembered', async () => {
    const { records, create } = aCountingVault()
    const { secret } = await create()
    await records.open(secret)
    const again = await records.open(secret)
    if (again === undefined) throw new Error('not there')
    expect(await records.replace(again, { outer: { ...outer, lastUsedAt: 7 } })).toBeDefined()
    expect((await records.open(secret))?.outer.lastUsedAt).toBe(7)
  })

  it('opens to nobody by a handle whose grace is over, and knows when its successor is the only one', async () => {
    const { clock, records, create } = aCountingVault()
    const { secret, record } = await create()
    const successor = (await records.rotateHandle(record))?.handle.successor
    if (!successor) throw new Error('no successor')
    const newest = await records.open(successor)
    if (newest === undefined) throw new Error('not there')
    await records.settleHandle(newest, { graceMs: 1_000 })
    for (const ms of [0, 999]) {
      clock.advance(ms)
      expect(await records.open(secret)).toBeDefined()
      expect((await records.open(successor))?.handle.isOnly).toBe(false)
    }
    clock.advance(1)
    expect(await records.open(secret)).toBeUndefined()
    expect((await records.open(successor))?.handle.isOnly).toBe(true)
  })

  it.each([
    [
      'its octets',
      ({ value, ...rest }: Entry) => ({
        ...rest,
        value: value.map((octet, at) => (at === 40 ? octet ^ 1 : octet)),
      }),
    ],
    ['its expiry', (entry: Entry) => ({ ...entry, expiresAt: null })],
    ['its index terms', (entry: Entry) => ({ ...entry, indexes: [...entry.indexes, 'index:more'] })],
  ])(
    'is what it was when somebody changes it behind the back of the store, until it is opened anew: %s',
    async (_, change) => {
      const { clock, bend, records, create } = aCountingVault()
      const { secret } = await create()
      const first = await records.open(secret)
      bend(change)
      expect(await records.open(secret)).toEqual(first)
      clock.advance(60_000)
      await expect(records.open(secret)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' })
    },
  )

  it('lives no longer than was sealed into it, whatever the store says', async () => {
    const { clock, bend, store, records } = aCountingVault()
    const { secret, recordId } = await records.create({ outer, inner, expiresAt: clock.now() + 1_000 })
    await records.open(secret)
    const { version, ...entry } = (await store.get(`session/${recordId}`)) as Entry
    await store.put(entry.key, entry.value, { ...entry, if: { version }, expiresAt: null })
    bend((found) => ({ ...found, version }))
    clock.advance(999)
    expect(await records.open(secret)).toBeDefined()
    clock.advance(1)
    await expect(records.open(secret)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' })
  })

  it('is another one as soon as its version is, even if the store gives out the same octets', async () => {
    const { bend, counts, records, create } = aCountingVault()
    const { secret } = await create()
    await records.open(secret)
    bend((entry) => ({ ...entry, version: entry.version + 1 }))
    await records.open(secret)
    expect(counts.opened).toBe(2)
  })

  it('is remembered for a minute, and among the last 4,096', async () => {
    const { clock, counts, records, create } = aCountingVault()
    const { secret } = await create()
    await records.open(secret)
    clock.advance(59_999)
    await records.open(secret)
    expect(counts.opened).toBe(1)
    clock.advance(1)
    await records.open(secret)
    expect(counts.opened).toBe(2)
    const others = await Promise.all(Array.from({ length: 4_095 }, create))
    for (const other of others) await records.open(other.secret)
    await records.open(secret)
    expect(counts.opened).toBe(2 + 4_095)
    await records.open((await create()).secret)
    await records.open(secret)
    expect(counts.opened).toBe(2 + 4_095 + 2)
  })
})
