import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isSameSecret } from './equal.ts'

it('secrets are the same when every byte is (KEY-4)', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(isSameSecret(one, one)).toBe(true)
      expect(isSameSecret(one, other)).toBe(one === other)
      expect(isSameSecret(Buffer.from(one), one)).toBe(true)
    }),
  )
})

it.each([
  ['', 'a'],
  ['a', ''],
  ['a', 'A'],
  ['secret', 'secret '],
  ['secret', 'secre'],
])('%o and %o are not the same secret', (given, expected) => {
  expect(isSameSecret(given, expected)).toBe(false)
})
