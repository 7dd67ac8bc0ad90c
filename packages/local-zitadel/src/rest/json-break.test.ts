import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonBreak } from './json-break.ts'

describe('where text stops being JSON (contract 3.2)', () => {
  it.each([
    ['{"checks":', 'unexpected EOF'],
    ['{', 'unexpected EOF'],
    ['"open', 'unexpected EOF'],
    ['a=1', "invalid character 'a' looking for beginning of value"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', `invalid character '"' after object key:value pair`],
    ['[1 2]', "invalid character '2' after array element"],
    ['tru!', "invalid character '!' in literal true (expecting 'e')"],
    ['{} x', "invalid character 'x' after top-level value"],
  ])('says of %s: %s', (text, message) => {
    expect(jsonBreak(text)).toBe(message)
  })

  it('ends for any text, and calls every cut of good JSON an early end or a wrong character', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, cut) => {
        const part = text.slice(0, cut % (text.length + 1))
        expect(jsonBreak(part)).toMatch(/^(unexpected EOF|invalid character)/)
      }),
    )
    fc.assert(fc.property(fc.string(), (text) => typeof jsonBreak(text) === 'string'))
  })
})
