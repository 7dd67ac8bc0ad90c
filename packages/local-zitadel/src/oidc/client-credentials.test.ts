import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { namedClient, parseClientCredentials } from './client-credentials.ts'
import type { Form } from './form.ts'

function aForm(values: Record<string, string>): Form {
  return { first: (name) => values[name], last: (name) => values[name] }
}

function parse(authorization: string | undefined, values: Record<string, string> = {}) {
  return parseClientCredentials({ headers: { authorization } }, aForm(values))
}

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

describe('client credentials (contract 6.1)', () => {
  it('come out of Basic as they went in, form encoded (RFC 6749 2.3.1)', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 })
    fc.assert(
      fc.property(text, fc.string({ unit: 'grapheme' }), (id, secret) => {
        const header = `Basic ${base64(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}`
        expect(parse(header)).toEqual({ clientId: id, clientSecret: secret, assertion: '' })
      }),
    )
  })

  it('in Basic win over those in the form', () => {
    const found = parse(`Basic ${base64('a:b')}`, { client_id: 'x', client_secret: 'y' })
    expect(found).toMatchObject({ clientId: 'a', clientSecret: 'b' })
  })

  it.each(['Bearer abc', 'Basic not-base64!', `Basic ${base64('without colon')}`, 'Basic', ''])(
    'are none in the header %j',
    (header) => {
      expect(() => parse(header)).toThrow('client_unnamed')
      expect(parse(header, { client_id: 'x' }).clientId).toBe('x')
    },
  )

  it('with a broken escape inside Basic are refused as such', () => {
    expect(() => parse(`Basic ${base64('a%z:b')}`)).toThrow('basic_unreadable')
  })

  it('need the one type of assertion there is', () => {
    const values = { client_assertion: 'a.b.c', client_assertion_type: 'x' }
    expect(() => parse(undefined, values)).toThrow('invalid_client_assertion_type')
    expect(parse(undefined, { ...values, client_assertion_type: assertionType }).assertion).toBe('a.b.c')
  })

  it('name the assertion’s issuer, whatever client_id says', () => {
    const assertion = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from('{"iss":"app"}').toString('base64url')}.x`
    expect(namedClient({ clientId: 'x', clientSecret: '', assertion })).toBe('app')
    expect(() => namedClient({ clientId: 'x', clientSecret: '', assertion: 'garbage' })).toThrow(
      'assertion_unreadable',
    )
  })
})
