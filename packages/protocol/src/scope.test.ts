import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatScope, parseScope } from './scope.ts'

const malformed = expect.objectContaining({ name: 'ProtocolError', code: 'SCOPE_MALFORMED' })
const token = fc.string({ minLength: 1, unit: fc.constantFrom(...'azAZ09!#[]~:/.') })

describe('scope (RFC 6749 §3.3)', () => {
  it('is a set: order and repetition say nothing', () => {
    expect([...parseScope('b a b')]).toEqual(['b', 'a'])
    expect(parseScope('').size).toBe(0)
    expect(formatScope(['b', 'a', 'b'])).toBe('b a')
  })

  it('says the same after it was written and read', () => {
    fc.assert(
      fc.property(fc.array(token), (tokens) => {
        expect(parseScope(formatScope(tokens))).toEqual(new Set(tokens))
      }),
    )
  })

  it.each([' ', 'a ', ' a', 'a  b', 'a\tb', 'a\nb', 'a"b', 'a\\b', 'ä'])('%o is none', (scope) => {
    expect(() => parseScope(scope)).toThrow(malformed)
  })

  it.each(['', 'a b', 'a"', '\n'])('%o is no token of one', (one) => {
    expect(() => formatScope(['openid', one])).toThrow(malformed)
  })
})
