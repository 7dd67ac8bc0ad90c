import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseForm, unescapeQuery } from './form.ts'
import { OAuthError } from './oauth-error.ts'

const type = 'application/x-www-form-urlencoded'

function request(body: string, given: { method?: string; contentType?: string; query?: string } = {}) {
  return {
    method: given.method ?? 'POST',
    headers: { 'content-type': given.contentType ?? type },
    body: new TextEncoder().encode(body),
    query: new URLSearchParams(given.query),
  }
}

function outcomeOf(body: string): unknown {
  try {
    parseForm(request(body))
    return 'read'
  } catch (error) {
    return error instanceof OAuthError ? error.code : error
  }
}

describe('the parameters of a request (contract 6.1)', () => {
  it('are read from a well-formed body as any client wrote them', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(text, text), { selector: ([name]) => name }), (pairs) => {
        const form = parseForm(request(new URLSearchParams(pairs).toString()))
        for (const [name, value] of pairs) expect(form.last(name)).toBe(value)
      }),
    )
  })

  it('are refused as a broken form or read, never anything else, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.string(), (body) => {
        expect(['read', 'form_unparsable']).toContain(outcomeOf(body))
      }),
    )
  })

  it('count in their last value, the query after the body, and in their first for grant_type', () => {
    const form = parseForm(request('a=1&a=2', { query: 'a=3' }))
    expect([form.first('a'), form.last('a')]).toEqual(['1', '3'])
  })

  it.each([
    ['a JSON body', { contentType: 'application/json' }],
    ['a body without a type', { contentType: '' }],
    ['the body of a GET', { method: 'GET' }],
    ['the body of a DELETE', { method: 'DELETE' }],
  ])('are not looked for in %s', (_, given) => {
    expect(parseForm(request('a=1', given)).last('a')).toBeUndefined()
  })

  it('are found with a charset beside the type', () => {
    expect(parseForm(request('a=1', { contentType: `${type}; charset=UTF-8` })).last('a')).toBe('1')
  })

  it.each(['%zz', 'a=%', 'a=1;b=2', 'a=%2'])('are a broken form in %j', (body) => {
    expect(() => parseForm(request(body))).toThrow(OAuthError)
  })

  it('may fill 10 MiB and not one byte more', () => {
    const limit = 10 * 1024 * 1024
    expect(parseForm(request(`a=${'x'.repeat(limit - 2)}`)).last('a')).toHaveLength(limit - 2)
    expect(() => parseForm(request(`a=${'x'.repeat(limit - 1)}`))).toThrow(OAuthError)
  })

  it('keep a byte that is no UTF-8 as a replacement character', () => {
    expect(unescapeQuery('%C3%BC%FF+x')).toBe('ü\ufffd x')
  })
})
