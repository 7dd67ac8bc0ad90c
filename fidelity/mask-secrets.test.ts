import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Exchange, Json } from './exchange.ts'
import { withoutSecrets } from './mask-secrets.ts'

const part = 'Zk3TqPz0vYt9sLmRx2Ab'
const jwe = [part, part, part, part, part].join('.')

function exchange(body: Json, path = '/', headers: Readonly<Record<string, string>> = {}): Exchange {
  return { n: 1, note: 'a note', request: { method: 'GET', path }, response: { status: 200, headers, body } }
}

function maskedBody(body: Json): Json {
  return withoutSecrets(exchange(body)).response.body
}

describe('withoutSecrets', () => {
  it.each([
    ['a JWE', jwe, '<jwe>'],
    ['a JWT', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', '<jwt>'],
    ['an unsigned JWT', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', '<unsigned jwt>'],
    ['an opaque token', part, '<opaque>'],
    ['a long run without capitals', 'a1'.repeat(20), '<opaque>'],
    ['a PEM block', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n', '<pem>\n'],
    ['base64', `${'Ab1+'.repeat(20)}==`, '<base64>'],
    [
      'a code in a callback',
      'http://a.example/?code=k7Xp2q&state=s',
      'http://a.example/?code=<code>&state=s',
    ],
  ])('masks %s inside a text', (_, text, masked) => {
    expect(maskedBody({ anything: text })).toEqual({ anything: masked })
  })

  it.each(['clientSecret', 'token', 'secret', 'uri', 'keyDetails', 'keyContent', 'at_hash', 'emailCode'])(
    'masks the field %s whatever it looks like',
    (field) => {
      expect(maskedBody({ [field]: 'x' })).toEqual({ [field]: '<value>' })
    },
  )

  it('masks each of several recovery codes', () => {
    expect(maskedBody({ recoveryCodes: ['a-b', 'c-d'] })).toEqual({ recoveryCodes: ['<value>', '<value>'] })
  })

  it('masks private members of a key, and only in a key', () => {
    expect(maskedBody({ kty: 'RSA', e: 'AQAB', d: 'x' })).toEqual({ kty: 'RSA', e: 'AQAB', d: '<value>' })
    expect(maskedBody({ k: 'dg==' })).toEqual({ k: 'dg==' })
  })

  it('masks paths and headers', () => {
    const masked = withoutSecrets(
      exchange('', `/v2/sessions/1?sessionToken=${jwe}`, { location: `/x?y=${part}` }),
    )
    expect(masked.request.path).toBe('/v2/sessions/1?sessionToken=<jwe>')
    expect(masked.response.headers).toEqual({ location: '/x?y=<opaque>' })
  })

  it('keeps ids, times, error codes and the claims of decoded tokens', () => {
    const body = {
      id: '400659370221833254',
      changeDate: '2026-11-22T00:33:15.363676Z',
      jti: 'V2_400659805607300134-at_400659805607365670',
      code: 'invalid_argument',
      details: [{ id: 'COMMAND-3M0fs' }],
    }
    expect(maskedBody(body)).toEqual(body)
    const decoded = {
      id_token: { header: { alg: 'RS256' }, payload: { sub: '400659404581506086', amr: ['pwd'] } },
    }
    expect(withoutSecrets({ ...exchange(''), decoded }).decoded).toEqual(decoded)
  })

  it('changes nothing the second time', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(jwe, part, `?code=${part}`, `${part}==`, 'eyJhIjox.e30.'),
    )
    const body = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('token', 'code', 'kty', 'd')), text)
    fc.assert(
      fc.property(body, (value) => {
        const once = withoutSecrets(exchange(value))
        expect(withoutSecrets(once)).toEqual(once)
      }),
    )
  })
})
