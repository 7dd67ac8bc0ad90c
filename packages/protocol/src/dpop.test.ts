import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dpopTokenHash, normalizeHtu, parseDpopClaims, publicJwkOf } from './dpop.ts'

describe('parts of a DPoP proof (RFC 9449)', () => {
  it('has the hash of the access token as in the example of §7.1', () => {
    expect(dpopTokenHash('Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU')).toBe(
      'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo',
    )
  })

  it.each([
    ['https://API.Example:443/a/../b?x=1#y', 'https://api.example/b'],
    ['http://api.example:80', 'http://api.example/'],
    ['https://api.example/%7eada/%2f/%c3%a9', 'https://api.example/~ada/%2F/%C3%A9'],
    ['https://api.example:8443/b', 'https://api.example:8443/b'],
  ])('compares %s as %s (DPOP-2)', (text, expected) => {
    expect(normalizeHtu(text)).toBe(expected)
  })

  it.each([
    '',
    '/b',
    'api.example/b',
    'ftp://api.example/',
    'https://u:p@api.example/',
    'https://api.example\\b',
    'https://api .example/',
  ])('takes %j for no address (DPOP-2)', (text) => {
    expect(normalizeHtu(text)).toBeUndefined()
  })

  it('keeps different addresses different, and normalises once and for all', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
        const once = normalizeHtu(url)
        expect(once === undefined || normalizeHtu(once) === once).toBe(true)
      }),
    )
    expect(normalizeHtu('https://api.example/a')).not.toBe(normalizeHtu('https://api.example/a/'))
    expect(normalizeHtu('https://api.example/a%2fb')).not.toBe(normalizeHtu('https://api.example/a/b'))
  })

  it('gives claims their types or nothing', () => {
    const claims = { jti: 'a', htm: 'GET', htu: 'https://api.example/', iat: 1 }
    expect(parseDpopClaims({ ...claims, ath: 'x', extra: 1 })).toEqual({ ...claims, ath: 'x' })
    for (const wrong of [
      { jti: '' },
      { jti: 1 },
      { htm: undefined },
      { htu: null },
      { iat: '1' },
      { ath: 1 },
      { nonce: '' },
    ])
      expect(parseDpopClaims({ ...claims, ...wrong })).toBeUndefined()
  })

  it('takes only public keys of asymmetric kinds (DPOP-1)', () => {
    const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }
    expect(publicJwkOf({ jwk })).toBe(jwk)
    for (const wrong of [
      { ...jwk, d: 'd' },
      { kty: 'oct', k: 'k' },
      { kty: 'RSA', n: 'n', e: 'e', p: 'p' },
      [],
      null,
      'x',
    ])
      expect(publicJwkOf({ jwk: wrong })).toBeUndefined()
  })
})
