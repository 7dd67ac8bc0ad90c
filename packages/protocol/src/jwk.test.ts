import { describe, expect, it } from 'vitest'
import { isPublicJwk, jwkThumbprint } from './jwk.ts'

const ec = {
  kty: 'EC',
  x: 'l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs',
  y: '9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA',
  crv: 'P-256',
}
const okp = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
const rsa = {
  kty: 'RSA',
  n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  e: 'AQAB',
}

describe('the thumbprint of a key (RFC 7638)', () => {
  it.each([
    ['RFC 7638 §3.1', rsa, 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'],
    ['RFC 9449 §6.1', ec, '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I'],
    ['RFC 8037 A.3', okp, 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'],
  ])('is the published one: %s', (_, jwk, expected) => {
    expect(jwkThumbprint(jwk)).toBe(expected)
  })

  it('knows only the members that make the key, in whatever order they stand', () => {
    const { kty, crv, x, y } = ec
    expect(jwkThumbprint({ use: 'sig', y, x, alg: 'ES256', kid: '1', crv, kty })).toBe(jwkThumbprint(ec))
  })

  it.each([
    {},
    { kty: 'oct', k: 'AA' },
    { kty: 'constructor' },
    { kty: ['EC'], crv: 'P-256', x: 'A', y: 'A' },
    { ...ec, y: undefined },
    { ...ec, x: '' },
    { ...okp, x: 1 },
  ])('is none of what is no key: %j', (jwk) => {
    expect(jwkThumbprint(jwk)).toBeUndefined()
  })
})

describe('a public key', () => {
  it('has no private part, and is of a kind that can be public (DPOP-1)', () => {
    for (const jwk of [ec, okp, rsa]) {
      expect(isPublicJwk(jwk)).toBe(true)
      for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])
        expect(isPublicJwk({ ...jwk, [name]: undefined })).toBe(false)
    }
    for (const kty of ['oct', 'constructor', '', undefined, ['EC']])
      expect(isPublicJwk({ ...ec, kty })).toBe(false)
  })
})
