import { describe, expect, it } from 'vitest'
import { isJwtShaped, parseUnverifiedJwt } from './compact-jws.ts'

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const jwt = (header: unknown, claims: unknown, signature = 'c2ln') =>
  `${part(header)}.${part(claims)}.${signature}`

describe('a JWT in compact form (RFC 7515 §3.1)', () => {
  it('is taken apart', () => {
    expect(parseUnverifiedJwt(jwt({ alg: 'ES256' }, { sub: 'ada' }))).toEqual({
      header: { alg: 'ES256' },
      claims: { sub: 'ada' },
    })
  })

  it.each([
    ['two parts', 'a.b'],
    ['four parts', `${jwt({ alg: 'x' }, {})}.a`],
    ['no signature', jwt({ alg: 'x' }, {}, '')],
    ['padding', `${part({ alg: 'x' })}=.${part({})}.c2ln`],
    ['another alphabet', `${part({ alg: 'x' })}.${part({})}.c+n/`],
    ['bits after the last byte', jwt({ alg: 'x' }, {}, 'c2lnbh')],
    ['claims that are a list', jwt({ alg: 'x' }, [])],
    ['a header that is a text', jwt('"x"', {})],
    ['a member of the header twice (JOSE-5)', jwt('{"alg":"none","alg":"ES256"}', {})],
    ['a claim twice (JOSE-5)', jwt({ alg: 'x' }, '{"sub":"ada","sub":"eve"}')],
    [
      'invalid UTF-8 (JOSE-5)',
      `${part({ alg: 'x' })}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.c2ln`,
    ],
  ])('is not one with %s', (_, text) => {
    expect(parseUnverifiedJwt(text)).toBeUndefined()
  })
})

describe('the form of a JWT', () => {
  it.each([
    ['a signed JWT', jwt({ alg: 'ES256' }, {}), true],
    ['one that names no kind of signature', jwt({ typ: 'JWT' }, {}), false],
    ['an encrypted token in five parts', `${part({ alg: 'A256GCMKW', enc: 'A256GCM' })}.a.b.c.d`, false],
    ['an encrypted one of three parts', jwt({ alg: 'dir', enc: 'A256GCM' }, {}), false],
    ['an opaque token with two dots', 'V2_1.at_2.x', false],
    ['an opaque token without dots', 'abcdef', false],
    ['nothing', '', false],
  ])('is told from other tokens: %s', (_, token, expected) => {
    expect(isJwtShaped(token)).toBe(expected)
  })
})
