import { seededRandom, stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { createCheckTimes } from './check-times.ts'

const limits = { startMs: 1_500, leastMs: 250, mostMs: 10_000 }

function aMeasurement(changes: Partial<typeof limits> = {}) {
  const clock = stoppedClock()
  const times = createCheckTimes({
    now: clock.now,
    randomBytes: seededRandom('check-times'),
    limits: () => ({ ...limits, ...changes }),
  })
  const add = (...samples: readonly number[]): void => samples.forEach(times.add)
  return { clock, times, add }
}

const repeated = (count: number, ms: number): readonly number[] => Array.from({ length: count }, () => ms)

describe('the deadline of refusals (SAME-FACE)', () => {
  it('is the configured start while too few checks were seen, or the slowest of them', () => {
    const { times, add } = aMeasurement()
    expect(times.deadlineMs()).toBe(1_500)
    add(...repeated(98, 20))
    expect(times.deadlineMs()).toBe(1_500)
    add(1_510)
    expect(times.deadlineMs()).toBe(1_550)
  })

  it('is the 99th percentile of a hundred and more, rounded up to 50 ms', () => {
    const { times, add } = aMeasurement()
    add(...Array.from({ length: 98 }, (_, at) => 501 + at), 701, 9_000)
    expect(times.deadlineMs()).toBe(750)
    add(...repeated(100, 400))
    expect(times.deadlineMs()).toBe(600)
    add(9_000, 9_000)
    expect(times.deadlineMs()).toBe(9_000)
  })

  it('counts the last hour, to the millisecond', () => {
    const { times, add, clock } = aMeasurement()
    add(...repeated(100, 4_000))
    clock.advance(3_599_999)
    add(...repeated(100, 400))
    expect(times.deadlineMs()).toBe(4_000)
    clock.advance(1)
    expect(times.deadlineMs()).toBe(400)
  })

  it('keeps to the last hundred over quiet hours', () => {
    const { times, add, clock } = aMeasurement()
    add(...repeated(30, 9_000), ...repeated(50, 4_000), ...repeated(50, 400))
    clock.advance(100 * 3_600_000)
    expect(times.deadlineMs()).toBe(4_000)
    expect(times.drawMs()).toBe(400)
  })

  it('stays between its limits', () => {
    const { times, add } = aMeasurement({ mostMs: 2_000 })
    add(...repeated(100, 3))
    expect(times.deadlineMs()).toBe(250)
    add(...repeated(900, 60_000))
    expect(times.deadlineMs()).toBe(2_000)
  })

  it('keeps a thousand samples however many come', () => {
    const { times, add } = aMeasurement()
    add(...repeated(1_000, 5_000))
    add(...repeated(1_000, 400))
    expect(times.deadlineMs()).toBe(400)
  })
})

describe('the lot', () => {
  it('is nothing before a check was seen', () => {
    expect(aMeasurement().times.drawMs()).toBe(0)
  })

  it('falls on the latest 32 checks, each as often as the others', () => {
    const { times, add } = aMeasurement()
    add(...repeated(50, 9_999))
    add(...Array.from({ length: 32 }, (_, at) => at))
    const counts = new Map<number, number>()
    for (let draws = 0; draws < 6_400; draws += 1) {
      const drawn = times.drawMs()
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1)
    }
    expect([...counts.keys()].toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 32 }, (_, at) => at),
    )
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(80)
  })
})
