import { describe, expect, it } from 'vitest'
import { compareExchange } from './compare.ts'
import type { Exchange, Json } from './exchange.ts'

function exchange(status: number, body: Json, headers: Readonly<Record<string, string>> = {}): Exchange {
  return {
    n: 1,
    note: 'wrong password',
    request: { method: 'POST', path: '/v2/sessions/400659370221833254' },
    response: { status, headers, body },
  }
}

const lockedError = { code: 9, message: 'locked', details: [{ id: 'COMMAND-JLK35' }] }

describe('compareExchange', () => {
  it('takes ids, times and the charset of a content type for equal', () => {
    const recorded = exchange(200, { id: '400659370221833254' }, { 'content-type': 'application/json' })
    const answered = exchange(
      200,
      { id: '500659370221833254' },
      { 'content-type': 'application/json; charset=UTF-8' },
    )
    expect(compareExchange(recorded, answered)).toMatchObject({
      strict: true,
      statusAndError: true,
      differences: [],
    })
  })

  it('names what is missing, extra and other', () => {
    const recorded = exchange(200, { a: 1, b: { c: 'x' }, list: ['p', 'q'] })
    const answered = exchange(200, { a: 2, b: {}, d: true, list: ['p'] })
    expect(compareExchange(recorded, answered).differences).toEqual([
      'body.a: 1 != 2',
      'body.b.c: missing',
      'body.list: ["p","q"] != ["p"]',
      'body.d: extra',
    ])
  })

  it('compares a decoded token field by field', () => {
    const recorded = { ...exchange(200, ''), decoded: { id_token: { payload: { amr: ['pwd', 'mfa'] } } } }
    const answered = { ...exchange(200, ''), decoded: { id_token: { payload: { amr: ['pwd', 'otp'] } } } }
    expect(compareExchange(recorded, answered).differences).toHaveLength(1)
    expect(compareExchange(recorded, exchange(200, '')).strict).toBe(false)
  })

  it.each(['content-type', 'location', 'cache-control', 'www-authenticate'])(
    'compares the header %s',
    (name) => {
      const verdict = compareExchange(exchange(200, '', { [name]: 'a' }), exchange(200, ''))
      expect(verdict).toMatchObject({ strict: false, statusAndError: true, sameStatus: true })
    },
  )

  it('is content with status and error id where only the text differs', () => {
    const verdict = compareExchange(
      exchange(400, lockedError),
      exchange(400, { ...lockedError, message: 'other' }),
    )
    expect(verdict).toMatchObject({ strict: false, statusAndError: true })
  })

  it.each([
    ['another error id', lockedError, { ...lockedError, details: [{ id: 'COMMAND-3M0fs' }] }],
    ['another code without details', { code: 5 }, { code: 7 }],
    ['another OAuth error', { error: 'invalid_grant' }, { error: 'invalid_client' }],
    [
      'another OAuth description',
      { error: 'e', error_description: 'a' },
      { error: 'e', error_description: 'b' },
    ],
  ])('tells %s', (_, recorded, answered) => {
    expect(compareExchange(exchange(400, recorded), exchange(400, answered)).statusAndError).toBe(false)
  })

  it('tells another status even where the error is the same', () => {
    const verdict = compareExchange(exchange(400, lockedError), exchange(404, lockedError))
    expect(verdict).toMatchObject({ strict: false, statusAndError: false, sameStatus: false })
  })

  it.each([
    ['nothing', undefined, 'no row in the table'],
    ['no answer', { n: 1, note: 'wrong password', problem: 'refused' }, 'no answer: refused'],
    ['a row with another note', { ...exchange(200, ''), note: 'x' }, 'the table asks something else: x'],
  ])('matches in nothing with %s', (_, answered, difference) => {
    expect(compareExchange(exchange(200, ''), answered)).toMatchObject({
      strict: false,
      statusAndError: false,
      sameStatus: false,
      differences: [difference],
    })
  })

  it('matches in nothing when something else was asked', () => {
    const other = { ...exchange(200, ''), request: { method: 'POST', path: '/v2/users' } }
    expect(compareExchange(exchange(200, ''), other).sameStatus).toBe(false)
  })
})
