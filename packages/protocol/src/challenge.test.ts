import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtocolError } from './errors.ts'
import { type BearerChallenge, formatBearerChallenge, parseChallenges, quote } from './challenge.ts'

const malformed = expect.objectContaining({ name: 'ProtocolError', code: 'CHALLENGE_MALFORMED' })
const text = fc.string({ unit: fc.constantFrom(...' !"#,=\\azAZ09~\t') })

describe('Bearer challenges (RFC 6750 §3)', () => {
  it('are the bare scheme when there was no credential (§3.1)', () => {
    expect(formatBearerChallenge({})).toBe('Bearer')
  })

  it('carry their parameters as quoted strings', () => {
    expect(formatBearerChallenge({ realm: 'a "b" \\ c', error: 'invalid_token', max_age: 300 })).toBe(
      'Bearer realm="a \\"b\\" \\\\ c", error="invalid_token", max_age="300"',
    )
  })

  it.each(['a\r\nset-cookie: b=c', 'a\n', 'a\0', 'ä', '\u007f'])(
    'refuse %o, which could not stand in a header',
    (value) => {
      expect(() => formatBearerChallenge({ realm: value })).toThrow(malformed)
      expect(() => quote(value)).toThrow(malformed)
    },
  )

  it('say the same after they were written and read', () => {
    fc.assert(
      fc.property(
        fc.record({ realm: text, scope: text, error_description: text }, { requiredKeys: [] }),
        (given) => {
          const challenge = given as BearerChallenge
          expect(parseChallenges(formatBearerChallenge(challenge))).toEqual([
            { scheme: 'bearer', parameters: given },
          ])
        },
      ),
    )
  })
})

describe('WWW-Authenticate (RFC 9110 §11.6.1)', () => {
  it.each([
    ['', []],
    [' , ,', []],
    ['Bearer', [{ scheme: 'bearer', parameters: {} }]],
    ['BEARER Realm=a', [{ scheme: 'bearer', parameters: { realm: 'a' } }]],
    ['Bearer a = "b" , c= d', [{ scheme: 'bearer', parameters: { a: 'b', c: 'd' } }]],
    ['Negotiate YWJj==', [{ scheme: 'negotiate', token68: 'YWJj==', parameters: {} }]],
    [
      'Newauth realm="apps, \\"x\\"", type=1, title="Login", Basic realm="simple"',
      [
        { scheme: 'newauth', parameters: { realm: 'apps, "x"', type: '1', title: 'Login' } },
        { scheme: 'basic', parameters: { realm: 'simple' } },
      ],
    ],
    [
      'Bearer, DPoP algs="ES256", Negotiate abc, Basic realm=x',
      [
        { scheme: 'bearer', parameters: {} },
        { scheme: 'dpop', parameters: { algs: 'ES256' } },
        { scheme: 'negotiate', token68: 'abc', parameters: {} },
        { scheme: 'basic', parameters: { realm: 'x' } },
      ],
    ],
    ['Bearer realm=""', [{ scheme: 'bearer', parameters: { realm: '' } }]],
  ])('%o is read', (field, challenges) => {
    expect(parseChallenges(field)).toEqual(challenges)
  })

  it('keeps a parameter with a dangerous name as a plain one', () => {
    const [challenge] = parseChallenges('Bearer __proto__=a, constructor=b')
    expect(Object.entries(challenge?.parameters ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
    expect(Object.getPrototypeOf(challenge?.parameters)).toBe(Object.prototype)
  })

  it.each([
    'Bearer realm="a',
    'Bearer realm="a" b',
    'Bearer a=1, a=2',
    'realm="a"',
    'Bearer a=1 b=2',
    'Bearer =',
    'Bearer "a"',
    '@',
  ])('%o is refused', (field) => {
    expect(() => parseChallenges(field)).toThrow(malformed)
  })

  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'Ba =,"\\\t'), maxLength: 60 }), (field) => {
        expect(outcomeOf(field)).toBe('one or the other')
      }),
      { numRuns: 1_000 },
    )
  })
})

function outcomeOf(field: string): string {
  try {
    parseChallenges(field)
    return 'one or the other'
  } catch (error) {
    return error instanceof ProtocolError && error.code === 'CHALLENGE_MALFORMED'
      ? 'one or the other'
      : String(error)
  }
}
