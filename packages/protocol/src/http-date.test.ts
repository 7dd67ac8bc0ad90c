import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clockOffset, parseHttpDate } from './http-date.ts'

const example = 784_111_777_000
const now = 1_900_000_000_000

describe('dates in HTTP (RFC 9110 §5.6.7)', () => {
  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    '%s is read',
    (text) => {
      expect(parseHttpDate(text, now)).toBe(example)
    },
  )

  it('are read as Date writes them', () => {
    fc.assert(
      fc.property(fc.integer({ min: -30_000_000_000, max: 250_000_000_000 }), (seconds) => {
        expect(parseHttpDate(new Date(seconds * 1_000).toUTCString(), now)).toBe(seconds * 1_000)
      }),
    )
  })

  it('with two digits of the year are at most 50 years ahead', () => {
    const year = (text: string): number => new Date(parseHttpDate(text, now) ?? Number.NaN).getUTCFullYear()
    expect(new Date(now).getUTCFullYear()).toBe(2030)
    expect(year('Monday, 01-Jan-80 00:00:00 GMT')).toBe(2080)
    expect(year('Monday, 01-Jan-81 00:00:00 GMT')).toBe(1981)
  })

  it.each([
    '',
    '0',
    '2030-01-01T00:00:00Z',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 06 Nov 1994 08:49:37 UTC',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 31 Feb 1994 08:49:37 GMT',
    'Sun, 00 Nov 1994 08:49:37 GMT',
    'Sun, 06 Foo 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:60:00 GMT',
    'Sun, 06 Nov 1994 08:49:61 GMT',
    'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT',
  ])('%o is none', (text) => {
    expect(parseHttpDate(text, now)).toBeUndefined()
  })
})

describe('the offset of another clock', () => {
  it('is what lies between the middle of the exchange and the middle of the second that was written', () => {
    const exchange = { sentAt: example - 60_000, receivedAt: example - 59_800 }
    expect(clockOffset('Sun, 06 Nov 1994 08:49:37 GMT', exchange)).toEqual({
      offsetMs: 60_400,
      uncertaintyMs: 600,
    })
  })

  it('is never farther off than it says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.nat(5_000),
        fc.nat(5_000),
        (offset, before, after) => {
          const written = new Date(now + before + offset).toUTCString()
          const found = clockOffset(written, { sentAt: now, receivedAt: now + before + after })
          expect(Math.abs((found?.offsetMs ?? Number.NaN) - offset)).toBeLessThanOrEqual(
            found?.uncertaintyMs ?? Number.NaN,
          )
        },
      ),
    )
  })

  it('is unknown without a date', () => {
    expect(clockOffset(undefined, { sentAt: 1, receivedAt: 2 })).toBeUndefined()
    expect(clockOffset('yesterday', { sentAt: 1, receivedAt: 2 })).toBeUndefined()
  })
})
