import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clockOffsetOf } from './clock-offset.ts'

const at = Date.UTC(2026, 10, 22, 12)
const exchange = (serverTime: number, sentAt: number, receivedAt: number) => ({
  date: new Date(serverTime).toUTCString(),
  sentAt,
  receivedAt,
})

describe("the offset of ZITADEL's clock", () => {
  it('is zero when the answers fit one clock', () => {
    expect(clockOffsetOf([exchange(at, at + 10, at + 900)])).toEqual({ readable: true, value: 0 })
  })

  it('never says more than the answers show, and is at most a second and the time of the call away', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -120_000, max: 120_000 }),
        fc.array(
          fc.record({
            sentAfter: fc.nat(5_000),
            took: fc.nat(2_000),
            share: fc.double({ min: 0, max: 1, noNaN: true }),
          }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        (offset, calls) => {
          const reading = clockOffsetOf(
            calls.map(({ sentAfter, took, share }) => {
              const sentAt = at + sentAfter
              return exchange(sentAt + took * share + offset, sentAt, sentAt + took)
            }),
          )
          const longest = Math.max(...calls.map(({ took }) => took))
          return (
            reading.readable &&
            Math.abs(reading.value) <= Math.abs(offset) &&
            Math.abs(reading.value - offset) <= 1_000 + longest
          )
        },
      ),
    )
    expect(clockOffsetOf([exchange(at + 70_000, at, at)])).toEqual({ readable: true, value: 70_000 })
  })

  it('is the worst that was seen when the answers fit no common clock', () => {
    expect(
      clockOffsetOf([exchange(at, at, at), exchange(at + 70_000, at, at), exchange(at - 5_000, at, at)]),
    ).toEqual({
      readable: true,
      value: 70_000,
    })
  })

  it('is unreadable without a date', () => {
    expect(clockOffsetOf([])).toEqual({ readable: false, reason: 'no_answer' })
    expect(clockOffsetOf([{ date: undefined, sentAt: at, receivedAt: at }])).toEqual({
      readable: false,
      reason: 'wrong_shape',
    })
    expect(clockOffsetOf([{ date: 'today', sentAt: at, receivedAt: at }])).toMatchObject({ readable: false })
  })
})
