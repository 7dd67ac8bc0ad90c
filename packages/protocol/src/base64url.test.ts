import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64Url, encodeBase64Url, readBase64Url } from './base64url.ts'

const malformed = expect.objectContaining({ name: 'ProtocolError', code: 'BASE64URL_MALFORMED' })

describe('base64url (RFC 4648 §5)', () => {
  it.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['\u00fb\u00ff', '-_8'],
  ])('writes %o as %s', (text, encoded) => {
    const bytes = Buffer.from(text, 'latin1')
    expect(encodeBase64Url(bytes)).toBe(encoded)
    expect(decodeBase64Url(encoded)).toEqual(new Uint8Array(bytes))
  })

  it('reads back whatever it wrote, also from the middle of a buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(), (bytes, at) => {
        const part = bytes.subarray(at % (bytes.length + 1))
        expect(decodeBase64Url(encodeBase64Url(part))).toEqual(new Uint8Array(part))
      }),
    )
  })

  it('has one text for one value: what it reads, it would write the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ABgwxyz019-_+/= ') }), (text) => {
        let bytes: Uint8Array
        try {
          bytes = decodeBase64Url(text)
        } catch {
          return
        }
        expect(encodeBase64Url(bytes)).toBe(text)
      }),
    )
  })

  it.each(['A', 'AAAAA', 'Zg==', 'Zm8=', 'Zh', 'Zm9', '+/8', 'Zm 9v', 'Zm9v\n', 'Zm9ä', 'Zm9\u{1f600}'])(
    'refuses %o',
    (text) => {
      expect(() => decodeBase64Url(text)).toThrow(malformed)
    },
  )

  it('never quotes what it refuses', () => {
    expect(() => decodeBase64Url('secret*secret')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    )
  })
})

describe('base64url that is public', () => {
  it('is read by the same rule: what one reader takes the other takes, as the same bytes', () => {
    const characters = fc.constantFrom(...'ABgwxyz019-_', '+', '/', '=', ' ', '\n', 'ä', '\u{1f600}')
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: characters })), (text) => {
        let bytes: Uint8Array | undefined
        try {
          bytes = decodeBase64Url(text)
        } catch {
          // then the other takes it neither
        }
        const read = readBase64Url(text)
        expect(read === undefined ? undefined : new Uint8Array(read)).toEqual(bytes)
      }),
      { numRuns: 2_000 },
    )
  })
})
