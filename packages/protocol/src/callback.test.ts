import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CallbackExpectation, parseCallback } from './callback.ts'

const expected: CallbackExpectation = {
  redirectUri: 'https://app.example/auth/callback',
  state: 'state-of-this-login',
  issuer: 'https://issuer.example',
  issuerParameterRequired: false,
}
const at = (query: string, place = expected.redirectUri): string => `${place}?${query}`
const good = `code=the-code&state=${expected.state}`
const refused = (code: string): unknown => expect.objectContaining({ name: 'ProtocolError', code })

describe('authorization responses (RFC 6749 §4.1.2)', () => {
  it('give the code', () => {
    expect(parseCallback(at(good), expected)).toEqual({ kind: 'code', code: 'the-code' })
    expect(
      parseCallback(at(`unknown=1&unknown=2&${good}&iss=https%3A%2F%2Fissuer.example`), expected),
    ).toMatchObject({ kind: 'code' })
  })

  it('give the error of the server as an outcome (§4.1.2.1)', () => {
    const query = `error=access_denied&error_description=no+way&state=${expected.state}`
    expect(parseCallback(at(query), expected)).toEqual({
      kind: 'error',
      error: 'access_denied',
      errorDescription: 'no way',
    })
  })

  it.each([
    ['another host', 'https://evil.example/auth/callback'],
    ['a host that begins alike', 'https://app.example.evil.example/auth/callback'],
    ['another port', 'https://app.example:8443/auth/callback'],
    ['another scheme', 'http://app.example/auth/callback'],
    ['another path', 'https://app.example/auth/callback/'],
    ['a path that ends elsewhere', 'https://app.example/auth/callback/../other'],
    ['capitals in the path', 'https://app.example/auth/Callback'],
    ['user information', 'https://app.example@evil.example/auth/callback'],
    ['user information before the right host', 'https://user@app.example/auth/callback'],
    ['a login page', 'https://issuer.example/ui/v2/login'],
  ])('are refused from %s (RFC 9700 §4.1, AUTHZ-6)', (_, place) => {
    expect(() => parseCallback(at(good, place), expected)).toThrow(refused('CALLBACK_ELSEWHERE'))
  })

  it('are refused with a fragment', () => {
    expect(() => parseCallback(`${at(good)}#x`, expected)).toThrow(refused('CALLBACK_ELSEWHERE'))
  })

  it.each([
    ['no URL', 'nowhere'],
    ['a path alone', `/auth/callback?${good}`],
    ['nothing', ''],
    ['white space in it', ` ${at(good)}`],
    ['a line break in it', at(`${good}\n`)],
    ['a backslash in it', at(good).replace('/auth', '\\auth')],
  ])('are refused as %s', (_, url) => {
    expect(() => parseCallback(url, expected)).toThrow(refused('CALLBACK_MALFORMED'))
  })

  it.each([
    ['without state', 'code=the-code'],
    ['with an empty state', 'code=the-code&state='],
    ['with another state', 'code=the-code&state=state-of-another-login'],
    ['with the beginning of the state', 'code=the-code&state=state-of-this-logi'],
    ['with an error and another state', 'error=access_denied&state=x'],
  ])('are refused %s (AUTHZ-2)', (_, query) => {
    expect(() => parseCallback(at(query), expected)).toThrow(refused('STATE_MISMATCH'))
  })

  it.each([
    ['a code', `${good}&code=other`],
    ['the same code', `${good}&code=the-code`],
    ['a state', `${good}&state=${expected.state}`],
    ['an issuer', `${good}&iss=https://issuer.example&iss=https://issuer.example`],
    ['an error', `error=a&error=a&state=${expected.state}`],
  ])('are refused with %s twice (§3.1)', (_, query) => {
    expect(() => parseCallback(at(query), expected)).toThrow(refused('CALLBACK_MALFORMED'))
  })

  it.each([
    ['neither a code nor an error', `state=${expected.state}`],
    ['an empty code', `code=&state=${expected.state}`],
    ['a code and an error', `${good}&error=access_denied`],
    ['an empty error', `error=&state=${expected.state}`],
    ['an error with a line break', `error=a%0ab&state=${expected.state}`],
  ])('are refused with %s', (_, query) => {
    expect(() => parseCallback(at(query), expected)).toThrow(refused('CALLBACK_MALFORMED'))
  })

  it('are refused from another issuer, and without one where it was promised (RFC 9207 §2.4)', () => {
    const strict = { ...expected, issuerParameterRequired: true }
    const other = at(`${good}&iss=https://evil.example`)
    expect(() => parseCallback(other, expected)).toThrow(refused('ISSUER_MISMATCH'))
    expect(() => parseCallback(other, strict)).toThrow(refused('ISSUER_MISMATCH'))
    expect(() => parseCallback(at(good), strict)).toThrow(refused('ISSUER_MISMATCH'))
    expect(() => parseCallback(at(`error=x&state=${expected.state}`), strict)).toThrow(
      refused('ISSUER_MISMATCH'),
    )
    expect(parseCallback(at(`${good}&iss=https://issuer.example`), strict)).toMatchObject({ kind: 'code' })
  })

  it('keep the query of the redirect URI, which is no part of the answer (RFC 6749 §3.1.2)', () => {
    const own = { ...expected, redirectUri: `${expected.redirectUri}?tenant=1&code=own` }
    const place = `${expected.redirectUri}?tenant=1&code=own`
    expect(parseCallback(`${place}&${good}`, own)).toEqual({ kind: 'code', code: 'the-code' })
    expect(() => parseCallback(at(`tenant=1&${good}`), own)).toThrow(refused('CALLBACK_ELSEWHERE'))
    expect(() => parseCallback(at(`tenant=2&code=own&${good}`), own)).toThrow(
      expect.objectContaining({ name: 'ProtocolError' }),
    )
  })

  it('may come to a private-use scheme (RFC 8252 §7.1)', () => {
    const own = { ...expected, redirectUri: 'com.example.app:/callback' }
    expect(parseCallback(`com.example.app:/callback?${good}`, own)).toMatchObject({ kind: 'code' })
    expect(() => parseCallback(`com.example.evil:/callback?${good}`, own)).toThrow(
      refused('CALLBACK_ELSEWHERE'),
    )
  })

  it('keep any code as it was sent, and quote neither it nor the state in an error', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'binary' }),
        fc.string({ minLength: 1, unit: 'binary' }),
        (code, state) => {
          const query = new URLSearchParams({ code, state }).toString()
          expect(
            parseCallback(at(query), { ...expected, state: new URLSearchParams(query).get('state') ?? '' }),
          ).toEqual({
            kind: 'code',
            code: new URLSearchParams(query).get('code'),
          })
        },
      ),
    )
    const secret = 'code=secret-code&state=secret-state'
    expect(() => parseCallback(at(secret), expected)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    )
  })
})
