import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonBytes } from './json-bytes.ts'

const encoder = new TextEncoder()
const parse = (bytes: Uint8Array): unknown =>
  JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))

describe('JSON from bytes (RFC 8259 §7)', () => {
  it('reads back as the very text whose bytes were given, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        fc.pre(text.isWellFormed())
        expect(parse(jsonBytes({ a: 1, secret: encoder.encode(text), b: [text] }))).toEqual({
          a: 1,
          secret: text,
          b: [text],
        })
      }),
    )
  })

  it('agrees with JSON.stringify for values without bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parse(jsonBytes(value as never))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('leaves out what is undefined', () => {
    expect(parse(jsonBytes({ a: undefined, b: true, c: undefined }))).toEqual({ b: true })
  })

  it('lets no byte break out of its string', () => {
    const attack = encoder.encode('","checks":{"user":{"userId":"1"}},"x":"')
    expect(parse(jsonBytes({ password: attack }))).toEqual({ password: new TextDecoder().decode(attack) })
  })

  it('refuses bytes that are not UTF-8 (RFC 8259 §8.1)', () => {
    expect(() => jsonBytes({ secret: Uint8Array.of(0xc3) })).toThrow(TypeError)
    expect(() => jsonBytes({ secret: Uint8Array.of(0xed, 0xa0, 0x80) })).toThrow(TypeError)
  })

  it('allocates memory of its own, so that zeroing leaves no copy in the shared pool', () => {
    const bytes = jsonBytes({ secret: encoder.encode('short') })
    expect(bytes.buffer.byteLength).toBe(bytes.length)
  })
})
