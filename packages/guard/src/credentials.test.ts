import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findCredentials } from './credentials.ts'

const find = (authorization: string | null, url = '/news', maxTokenLength = 8192, takesDpop = false) =>
  findCredentials(
    { method: 'GET', url, headers: { get: (name) => (name === 'authorization' ? authorization : null) } },
    { maxTokenLength, takesDpop },
  )

const tokens = fc.stringMatching(/^[A-Za-z0-9\-._~+/]{1,300}={0,2}$/)

describe('a bearer token (RFC 6750 §2.1)', () => {
  it('is read whatever the case of the scheme and the number of spaces', () => {
    const scheme = fc.mixedCase(fc.constant('bearer'))
    fc.assert(
      fc.property(tokens, scheme, fc.integer({ min: 1, max: 5 }), (token, word, spaces) => {
        expect(find(`${word}${' '.repeat(spaces)}${token}`)).toEqual({
          kind: 'token',
          scheme: 'Bearer',
          token,
        })
      }),
    )
  })

  it('is never anything but what the grammar allows, whatever the header', () => {
    const header = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.string().map((rest) => `Bearer ${rest}`),
      fc
        .array(fc.constantFrom('Bearer', 'bearer', ' ', '\t', ',', 'abc', '=', 'Basic', 'é', '\0', ';', '"'))
        .map((parts) => parts.join('')),
    )
    const expected = new Set(['other_scheme', 'several_credentials', 'credentials_malformed'])
    const outcome = fc.check(
      fc.property(header, (text) => {
        const found = find(text)
        return found.kind === 'token'
          ? /^[A-Za-z0-9\-._~+/]+=*$/.test(found.token) && /^bearer +[^\s,]+$/i.test(text)
          : expected.has(found.reason)
      }),
      { numRuns: 500 },
    )
    expect(fc.defaultReportMessage(outcome) ?? '').toBe('')
  })

  it('is refused when two headers bring one each, in either order and beside other schemes (AT-6)', () => {
    fc.assert(
      fc.property(tokens, tokens, (one, other) => {
        expect(find(`Bearer ${one}, Bearer ${other}`)).toMatchObject({ reason: 'several_credentials' })
        expect(find(`Bearer ${one}, Basic ${other}`)).toMatchObject({ reason: 'several_credentials' })
        expect(find(`Basic ${one}, bearer ${other}`)).toMatchObject({ reason: 'several_credentials' })
        expect(find(`Bearer, Bearer ${other}`)).toMatchObject({ reason: 'several_credentials' })
      }),
    )
  })

  it.each([
    ['', 'other_scheme'],
    ['Basic dXNlcjpwYXNz', 'other_scheme'],
    ['DPoP abc', 'other_scheme'],
    ['Digest username="ada", realm="x"', 'other_scheme'],
    ['Bearerabc', 'other_scheme'],
    ['Bearer', 'credentials_malformed'],
    ['Bearer ', 'credentials_malformed'],
    ['Bearer\tabc', 'other_scheme'],
    ['Bearer a b', 'credentials_malformed'],
    ['Bearer a=b', 'credentials_malformed'],
    ['Bearer "abc"', 'credentials_malformed'],
    ['Bearer é', 'credentials_malformed'],
  ])('is not found in %j: %s', (header, reason) => {
    expect(find(header)).toMatchObject({ kind: 'none', reason })
  })

  it('may be sent by the scheme DPoP where that is one of ours, and not beside a second one (DPOP-6)', () => {
    expect(find('dpop abc', '/', 100, true)).toEqual({ kind: 'token', scheme: 'DPoP', token: 'abc' })
    expect(find('DPoP abc', '/', 100, false)).toMatchObject({ reason: 'other_scheme' })
    for (const header of ['DPoP abc, Bearer abc', 'Bearer abc, DPoP abc', 'Basic abc, dpop abc'])
      expect(find(header, '/', 100, true)).toMatchObject({ reason: 'several_credentials' })
  })

  it('may have exactly the configured length and not one character more', () => {
    expect(find(`Bearer ${'a'.repeat(100)}`, '/', 100)).toMatchObject({ kind: 'token' })
    expect(find(`Bearer ${'a'.repeat(101)}`, '/', 100)).toMatchObject({ reason: 'token_too_long' })
  })

  it('is ignored in the query, and refused there beside one in the header (AT-6)', () => {
    for (const url of [
      '/news?access_token=abc',
      '/news?a=b&access%5Ftoken=abc',
      'https://api.example/?access_token',
    ]) {
      expect(find(null, url)).toMatchObject({ reason: 'no_credentials' })
      expect(find('Bearer abc', url)).toMatchObject({ reason: 'several_credentials' })
    }
    expect(find('Bearer abc', '/news?my_access_token=abc')).toMatchObject({ kind: 'token' })
  })
})
