import { memoryStore } from '@postern/store'
import { stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { createLeases, leaseLifeMs } from './lease.ts'

function aSetUp() {
  const clock = stoppedClock()
  const store = memoryStore({ now: clock.now })
  const waits: { readonly ms: number; readonly resolve: () => void }[] = []
  const leases = createLeases({
    store,
    now: clock.now,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve())
        waits.push({ ms, resolve })
      }),
  })
  const taken = async () => {
    const lease = await leases.take('a')
    if (lease === undefined) throw new Error('somebody has it')
    return lease
  }
  return { clock, store, waits, leases, taken }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a lease', () => {
  it('is given to exactly one of many racing takers, and to the next one when it was given back', async () => {
    const { leases } = aSetUp()
    const race = await Promise.all(Array.from({ length: 10 }, () => leases.take('a')))
    const [holder, ...others] = race.filter((lease) => lease !== undefined)
    expect(others).toEqual([])
    expect(await leases.take('b')).toBeDefined()
    await holder?.release()
    expect(await leases.take('a')).toBeDefined()
  })

  it('runs out at the very millisecond when its holder does nothing, and is not his any more', async () => {
    const { clock, leases, taken } = aSetUp()
    const lease = await taken()
    clock.advance(leaseLifeMs - 1)
    expect(await leases.take('a')).toBeUndefined()
    clock.advance(1)
    expect(await leases.take('a')).toBeDefined()
    expect(await lease.keep()).toBe(false)
  })

  it('has a greater fence than every one before it', async () => {
    const { clock, taken } = aSetUp()
    const fences: number[] = []
    for (let count = 0; count < 4; count += 1) {
      const lease = await taken()
      await lease.keep()
      fences.push(lease.fence)
      if (count % 2 === 0) await lease.release()
      else clock.advance(leaseLifeMs)
    }
    expect(fences).toEqual(fences.toSorted((one, other) => one - other))
    expect(new Set(fences).size).toBe(4)
  })

  it('is prolonged while its holder works, by himself and behind him', async () => {
    const { clock, leases, taken, waits } = aSetUp()
    const lease = await taken()
    for (let count = 0; count < 5; count += 1) {
      clock.advance(leaseLifeMs - 1)
      waits.at(-1)?.resolve()
      await settled()
    }
    expect(waits.map(({ ms }) => ms)).toEqual(Array.from({ length: 6 }, () => leaseLifeMs / 3))
    clock.advance(leaseLifeMs - 1)
    expect(await Promise.all([lease.keep(), lease.keep()])).toEqual([true, true])
    clock.advance(leaseLifeMs - 1)
    expect(await leases.take('a')).toBeUndefined()
  })

  it('that ran out gives nothing back that is another’s', async () => {
    const { clock, leases, taken } = aSetUp()
    const late = await taken()
    clock.advance(leaseLifeMs)
    await taken()
    await late.release()
    expect(await late.keep()).toBe(false)
    expect(await leases.take('a')).toBeUndefined()
  })

  it('is not prolonged any more when it was given back', async () => {
    const { leases, taken, waits } = aSetUp()
    const lease = await taken()
    const released = lease.release()
    expect(await lease.keep()).toBe(false)
    await released
    await settled()
    expect(waits).toHaveLength(1)
    expect(await leases.take('a')).toBeDefined()
  })

  it('outlives a store that does not answer once', async () => {
    const { clock, store, waits, leases, taken } = aSetUp()
    const lease = await taken()
    const put = store.put.bind(store)
    store.put = async () => {
      throw new Error('busy')
    }
    waits[0]?.resolve()
    await settled()
    store.put = put
    clock.advance(leaseLifeMs - 1)
    expect(waits).toHaveLength(2)
    expect(await lease.keep()).toBe(true)
    expect(await leases.take('a')).toBeUndefined()
  })
})
