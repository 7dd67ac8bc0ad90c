import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addToQuery, escapeQuery, putIntoFragment } from './query-text.ts'

describe('parameters of an address', () => {
  it('are read back by any parser', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(new URLSearchParams(`a=${escapeQuery(value)}`).get('a')).toBe(value)
      }),
    )
  })

  it('are escaped as Go does (contract 5.2)', () => {
    expect(escapeQuery('ü &=#?/"<> ~*!\'()')).toBe('%C3%BC+%26%3D%23%3F%2F%22%3C%3E+~%2A%21%27%28%29')
  })

  it('are sorted, and those that were there are kept', () => {
    expect(addToQuery('http://a.example/cb?z=1&b=2', { code: 'x', a: '' })).toBe(
      'http://a.example/cb?a=&b=2&code=x&z=1',
    )
    expect(addToQuery('/relative#part', { a: '1' })).toBe('/relative?a=1#part')
  })

  it('take the place of a fragment', () => {
    expect(putIntoFragment('http://a.example/cb?x=1#old', { b: '2', a: '1' })).toBe(
      'http://a.example/cb?x=1#a=1&b=2',
    )
  })
})
