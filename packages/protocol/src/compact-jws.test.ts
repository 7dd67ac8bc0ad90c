import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseUnverifiedJwt } from './compact-jws.ts'

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const jwt = (header: unknown, claims: unknown, signature = 'c2ln') =>
  `${part(header)}.${part(claims)}.${signature}`

describe('a JWT in compact form (RFC 7515 §3.1)', () => {
  it('is taken apart', () => {
    const token = jwt({ alg: 'ES256' }, { sub: 'ada' })
    expect(parseUnverifiedJwt(token)).toEqual({
      header: { alg: 'ES256' },
      claims: { sub: 'ada' },
      signed: token.slice(0, token.lastIndexOf('.')),
      signature: Buffer.from('sig'),
    })
  })

  it('is never taken for one with the header of another that was read before', () => {
    const headers = [
      { alg: 'ES256' },
      { alg: 'RS256' },
      { alg: 'ES256', kid: '1' },
      { alg: 'ES256', kid: '2' },
    ]
    const headerOf = (token: string) => {
      const read = parseUnverifiedJwt(token)
      return typeof read === 'string' ? read : read.header
    }
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...headers)), (sequence) => {
        expect(sequence.map((header) => headerOf(jwt(header, {})))).toEqual(sequence)
        expect(headerOf(jwt({ typ: 'JWT' }, {}))).toBe('opaque')
      }),
    )
    expect(headerOf(jwt({ alg: 'ES256' }, {}))).toSatisfy(Object.isFrozen)
  })

  it.each([
    ['no signature', jwt({ alg: 'x' }, {}, '')],
    ['padding', `${part({ alg: 'x' })}.${part({ a: 1 })}=.c2ln`],
    ['padding behind it', `${jwt({ alg: 'x' }, {})}=`],
    ['another alphabet', `${part({ alg: 'x' })}.${part({})}.c+n/`],
    ['bits after the last byte', jwt({ alg: 'x' }, {}, 'c2lnbh')],
    ['claims that are a list', jwt({ alg: 'x' }, [])],
    ['a claim twice (JOSE-5)', jwt({ alg: 'x' }, '{"sub":"ada","sub":"eve"}')],
    [
      'invalid UTF-8 (JOSE-5)',
      `${part({ alg: 'x' })}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.c2ln`,
    ],
  ])('is not one with %s', (_, text) => {
    expect(parseUnverifiedJwt(text)).toBe('malformed')
  })
})

describe('the form of a JWT', () => {
  it.each([
    ['one that names no kind of signature', jwt({ typ: 'JWT' }, {})],
    ['one that names it twice (JOSE-5)', jwt('{"alg":"none","alg":"ES256"}', {})],
    ['a header that is a text', jwt('"x"', {})],
    ['a header with padding', `${part({ alg: 'x' })}=.${part({})}.c2ln`],
    ['an encrypted token in five parts', `${part({ alg: 'A256GCMKW', enc: 'A256GCM' })}.a.b.c.d`],
    ['an encrypted one of three parts', jwt({ alg: 'dir', enc: 'A256GCM' }, {})],
    ['two parts', 'a.b'],
    ['four parts', `${jwt({ alg: 'x' }, {})}.a`],
    ['an opaque token with two dots', 'V2_1.at_2.x'],
    ['an opaque token without dots', 'abcdef'],
    ['nothing', ''],
  ])('is told from other tokens: %s', (_, token) => {
    expect(parseUnverifiedJwt(token)).toBe('opaque')
  })
})
