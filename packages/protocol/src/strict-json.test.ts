import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStrictJson } from './strict-json.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('strict JSON (RFC 8259 §4, §8.1)', () => {
  it('is read as any JSON is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseStrictJson(bytes(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"x":{"a":1,"b":[{"a":1,"a":2}]}}',
    '{"a":"b","b":"a","c":{},"a":[]}',
    '{"":1,"":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"1":1,"1":2}',
    '{"\\\\":1,"\\\\":2}',
    '{"\\"":1,"b":2,"\\u0022":3}',
    '{"a":{"b":1},"c":":","a":{"b":1}}',
  ])('is not one with the same member twice: %s (JOSE-5)', (text) => {
    expect(parseStrictJson(bytes(text))).toBeUndefined()
  })

  it.each([
    '{"a":{"a":1},"b":{"a":"a"}}',
    '[{"a":1},{"a":2}]',
    '{"a":["a","a"],"b":"{\\"a\\":1,\\"a\\":2}"}',
  ])('may have a name in several objects, and as a value: %s', (text) => {
    expect(parseStrictJson(bytes(text))).toEqual(JSON.parse(text))
  })

  it('has each member once, whatever the names and wherever the object stands', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.jsonValue(),
        fc.jsonValue(),
        fc.jsonValue(),
        (name, one, other, between) => {
          const key = JSON.stringify(name)
          const twice = `{${key}:${JSON.stringify(one)},"between ${name.length}":${JSON.stringify(between)},${key}:${JSON.stringify(other)}}`
          expect(parseStrictJson(bytes(`[0,{"deep":${twice}}]`))).toBeUndefined()
        },
      ),
    )
  })

  it('is UTF-8 without a byte order mark', () => {
    expect(parseStrictJson(Uint8Array.of(0x22, 0xff, 0x22))).toBeUndefined()
    expect(parseStrictJson(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))).toBeUndefined()
    expect(parseStrictJson(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31))).toBeUndefined()
    // a text that breaks off leaves nothing for the next
    expect(parseStrictJson(Uint8Array.of(0x22, 0xc3))).toBeUndefined()
    expect(parseStrictJson(bytes('"ä"'))).toBe('ä')
  })
})
