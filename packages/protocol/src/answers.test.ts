import { describe, expect, it } from 'vitest'
import type { HttpResponse } from './http.ts'
import { parseIntrospection } from './introspection.ts'
import { parseProblem, problemOf } from './problem.ts'
import { parseRevocation } from './revocation.ts'
import { parseTokenResponse } from './token-response.ts'

const refused = (code: string): unknown => expect.objectContaining({ name: 'ProtocolError', code })

function aResponse(body: unknown, { status = 200, type = 'application/json' } = {}): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers: { 'content-type': type }, body: new TextEncoder().encode(text) }
}

const tokens = {
  access_token: 'the-access-token',
  token_type: 'Bearer',
  expires_in: 43_199,
  id_token: 'a.b.c',
  scope: 'openid',
}

describe('token responses (RFC 6749 §5)', () => {
  it('give the tokens, the type in lower case, nothing that was not asked for', () => {
    expect(parseTokenResponse(aResponse({ ...tokens, extra: 1 }))).toEqual({
      kind: 'tokens',
      tokens: { ...tokens, token_type: 'bearer' },
    })
    expect(parseTokenResponse(aResponse(tokens, { type: 'application/json;charset=UTF-8' }))).toMatchObject({
      kind: 'tokens',
    })
  })

  it.each([
    [{ ...tokens, access_token: undefined }],
    [{ ...tokens, access_token: '' }],
    [{ ...tokens, access_token: 'a b' }],
    [{ ...tokens, access_token: 'a\r\nb' }],
    [{ ...tokens, access_token: 7 }],
    [{ ...tokens, token_type: undefined }],
    [{ ...tokens, token_type: 'mac' }],
    [{ ...tokens, token_type: 'N_A' }],
    [{ ...tokens, expires_in: '43199' }],
    [{ ...tokens, expires_in: -1 }],
    [{ ...tokens, expires_in: null }],
    [{ ...tokens, id_token: null }],
    [[tokens]],
    ['null'],
    ['<html>'],
    ['{"access_token":'],
    [''],
  ])('are refused as %j, without a word of it in the error', (body) => {
    expect(() => parseTokenResponse(aResponse(body))).toThrow(refused('TOKEN_RESPONSE_MALFORMED'))
    expect(() => parseTokenResponse(aResponse(body))).toThrow(
      expect.not.objectContaining({ message: expect.stringMatching(/43199|the-access|html/) }),
    )
  })

  it('are refused when they do not call themselves JSON', () => {
    for (const type of ['text/html', 'text/plain', '', 'application/jsonx']) {
      expect(() => parseTokenResponse(aResponse(tokens, { type }))).toThrow(
        refused('TOKEN_RESPONSE_MALFORMED'),
      )
    }
  })

  it('are refused with another status than 200, or bytes that are no UTF-8', () => {
    for (const status of [201, 204, 302, 500]) {
      expect(() => parseTokenResponse(aResponse(tokens, { status }))).toThrow(
        refused('TOKEN_RESPONSE_MALFORMED'),
      )
    }
    const broken = {
      ...aResponse(''),
      body: Uint8Array.from([...Buffer.from('{"access_token":"'), 0xff, 0x22, 0x7d]),
    }
    expect(() => parseTokenResponse(broken)).toThrow(refused('TOKEN_RESPONSE_MALFORMED'))
  })

  it('give the error of the server as an outcome (§5.2)', () => {
    const error = { error: 'invalid_grant', error_description: 'no', other: 1 }
    expect(parseTokenResponse(aResponse(error, { status: 400 }))).toEqual({
      kind: 'error',
      status: 400,
      error: { error: 'invalid_grant', error_description: 'no' },
    })
    expect(() => parseTokenResponse(aResponse({ error: 'a\n' }, { status: 400 }))).toThrow(
      refused('TOKEN_RESPONSE_MALFORMED'),
    )
    expect(() => parseTokenResponse(aResponse(error))).toThrow(refused('TOKEN_RESPONSE_MALFORMED'))
  })
})

describe('introspection responses (RFC 7662 §2.2)', () => {
  it('say what is known of a living token, the audience as a list, and all of it as it came', () => {
    const answer = { active: true, sub: '1', aud: 'one', exp: 2, scope: 'a b', roles: { x: 1 } }
    expect(parseIntrospection(aResponse(answer))).toEqual({
      active: true,
      sub: '1',
      aud: ['one'],
      exp: 2,
      scope: 'a b',
      claims: answer,
    })
    expect(parseIntrospection(aResponse({ active: true, aud: ['one', 'two'] }))).toMatchObject({
      aud: ['one', 'two'],
    })
  })

  it('say no more than that a token is not living', () => {
    expect(parseIntrospection(aResponse({ active: false, sub: '1' }))).toEqual({ active: false })
  })

  it.each([
    [{ active: 'true' }],
    [{ active: 1 }],
    [{ active: null }],
    [{ active: [true] }],
    [{ active: {} }],
    [{}],
    [{ Active: true }],
    [[{ active: true }]],
    ['true'],
    ['<html>'],
    [''],
    [{ active: true, exp: '1' }],
    [{ active: true, aud: [1] }],
    [{ active: true, sub: 1 }],
  ])('never mean a living token as %j (INTRO-2)', (body) => {
    expect(() => parseIntrospection(aResponse(body))).toThrow(refused('INTROSPECTION_MALFORMED'))
  })

  it('never mean a living token with another status than 200 or another type than JSON (INTRO-2)', () => {
    for (const status of [201, 204, 401, 403, 500, 503]) {
      expect(() => parseIntrospection(aResponse({ active: true }, { status }))).toThrow(
        refused('INTROSPECTION_MALFORMED'),
      )
    }
    expect(() => parseIntrospection(aResponse({ active: true }, { type: 'text/html' }))).toThrow(
      refused('INTROSPECTION_MALFORMED'),
    )
  })
})

describe('revocation responses (RFC 7009 §2.2)', () => {
  it('mean that the token is gone, that it may be tried later, or that it was refused (RT-6)', () => {
    expect(parseRevocation(aResponse(''))).toEqual({ kind: 'gone' })
    const later = aResponse('', { status: 503 })
    expect(parseRevocation({ ...later, headers: { 'retry-after': '7' } })).toEqual({
      kind: 'later',
      retryAfter: '7',
    })
    expect(parseRevocation(later)).toEqual({ kind: 'later', retryAfter: undefined })
    expect(parseRevocation(aResponse({ error: 'unsupported_token_type' }, { status: 400 }))).toEqual({
      kind: 'refused',
      status: 400,
      error: 'unsupported_token_type',
    })
    expect(parseRevocation(aResponse('<html>', { status: 500 }))).toEqual({
      kind: 'refused',
      status: 500,
      error: undefined,
    })
  })
})

describe('problem details (RFC 9457)', () => {
  const problem = problemOf(
    { status: 409, title: 'This login has moved on.', code: 'ATTEMPT_CONFLICT' },
    'c-1',
  )

  it('hold what a browser may learn and nothing else (AUD-5)', () => {
    const row = { status: 500, title: 'Wrong.', code: 'X', message: 'secret', cause: 'secret' }
    expect(problemOf(row, 'c-1')).toEqual({
      type: 'about:blank',
      title: 'Wrong.',
      status: 500,
      code: 'X',
      correlation: 'c-1',
    })
  })

  it('are read back, with the status of the response', () => {
    const type = 'application/problem+json; charset=utf-8'
    expect(parseProblem(aResponse(problem, { status: 409, type }))).toEqual(problem)
    expect(parseProblem(aResponse(problem, { status: 502, type }))).toMatchObject({ status: 502 })
  })

  it('ignore members of another type, and are nothing under another media type', () => {
    const type = 'application/problem+json'
    expect(parseProblem(aResponse({ title: 7, code: ['X'] }, { status: 400, type }))).toEqual({
      type: 'about:blank',
      title: '',
      status: 400,
      code: '',
      correlation: '',
    })
    expect(parseProblem(aResponse(problem))).toBeUndefined()
    expect(parseProblem(aResponse('[]', { type }))).toBeUndefined()
    expect(parseProblem(aResponse('<html>', { type }))).toBeUndefined()
  })
})
