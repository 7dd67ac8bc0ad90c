import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { basicCredential } from './basic-credential.ts'

describe('a Basic credential (RFC 6749 §2.3.1)', () => {
  it('encodes both parts before they are joined', () => {
    const [, encoded = ''] = basicCredential('my:client', 'sec ret+%é/').split(' ')
    expect(Buffer.from(encoded, 'base64').toString()).toBe('my%3Aclient:sec+ret%2B%25%C3%A9%2F')
  })

  it('comes back whole, whatever the id and the secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (id, secret) => {
        const [scheme, encoded = ''] = basicCredential(id, secret).split(' ')
        const parts = Buffer.from(encoded, 'base64').toString().split(':')
        const decoded = parts.map((part) => new URLSearchParams(`v=${part}`).get('v'))
        expect([scheme, ...decoded]).toEqual(['Basic', id, secret])
      }),
    )
  })
})
