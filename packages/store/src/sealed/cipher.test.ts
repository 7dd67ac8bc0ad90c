import { createHash } from 'node:crypto'
import { secureRandom } from '@postern/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derive, expandKey, keyOf, seal, unseal } from './cipher.ts'

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

describe('derivation of keys (RFC 5869)', () => {
  it('is HKDF with SHA-256, as in the third example (Appendix A.3)', () => {
    const derived = derive(keyOf(new Uint8Array(22).fill(0x0b)), new Uint8Array(0), '')
    expect(derived).toEqual(hex('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d'))
  })

  it('from a strong key is the second half alone: with the pseudorandom key of the example the same comes out', () => {
    const pseudorandom = keyOf(hex('19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04'))
    expect(new Uint8Array(expandKey(pseudorandom, '').export())).toEqual(
      hex('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d'),
    )
  })

  it('gives another key for another purpose', () => {
    const strong = keyOf(secureRandom(32))
    expect(expandKey(strong, 'a').equals(expandKey(strong, 'b'))).toBe(false)
    expect(derive(strong, new Uint8Array(0), 'a')).not.toEqual(derive(strong, new Uint8Array(0), 'b'))
    expect(derive(strong, sha256(hex('00')), 'a')).not.toEqual(derive(strong, new Uint8Array(0), 'a'))
  })
})

describe('sealing', () => {
  const key = keyOf(secureRandom(32))
  const context = Buffer.from('context')

  it('gives back what was sealed, to the same key and context alone', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (plain, about) => {
        const sealed = seal(plain, key, about, secureRandom)
        expect(sealed).toHaveLength(plain.length + 28)
        expect(new Uint8Array(unseal(sealed, key, about) ?? [1])).toEqual(new Uint8Array(plain))
        expect(unseal(sealed, keyOf(secureRandom(32)), about)).toBeUndefined()
        expect(unseal(sealed, key, Buffer.concat([about, Buffer.of(0)]))).toBeUndefined()
      }),
    )
  })

  it('never gives the same twice', () => {
    const plain = Buffer.from('plain')
    expect(seal(plain, key, context, secureRandom).equals(seal(plain, key, context, secureRandom))).toBe(
      false,
    )
  })

  it('accepts no tag that was cut short, and nothing too short to be sealed', () => {
    const sealed = seal(Buffer.from('plain'), key, context, secureRandom)
    for (let length = 0; length < sealed.length; length += 1) {
      expect(unseal(sealed.subarray(0, length), key, context)).toBeUndefined()
    }
  })
})
