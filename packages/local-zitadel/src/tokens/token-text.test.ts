import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accessTokenText, patText, readTokenText, refreshTokenText, sessionTokenText } from './token-text.ts'

const id = fc.bigInt({ min: 1n, max: 10n ** 18n }).map(String)

describe('what an opaque value says (contract 2.7)', () => {
  it('is read back as the kind it was written as', () => {
    fc.assert(
      fc.property(id, id, id, (a, b, c) => {
        expect(readTokenText(accessTokenText(`V2_${a}`, `at_${b}`, c))).toEqual({
          kind: 'access_token',
          oidcSessionId: `V2_${a}`,
          tokenId: `at_${b}`,
          userId: c,
        })
        expect(readTokenText(refreshTokenText(`V2_${a}`, `rt_${b}`, c))?.kind).toBe('refresh_token')
        expect(readTokenText(patText(a, b))).toEqual({ kind: 'pat', tokenId: a, userId: b })
        expect(readTokenText(sessionTokenText(a, b))).toEqual({
          kind: 'session_token',
          sessionId: a,
          tokenId: b,
        })
        expect(readTokenText(`V2_${a}`)).toEqual({ kind: 'code', authRequestId: `V2_${a}` })
      }),
    )
  })

  it.each([
    '',
    ':',
    '1:',
    'V2_',
    'V2_1-at_2',
    'V2_1-xt_2:3',
    'V2_1-at_2:3:4',
    'sess_1',
    'sess_a:1',
    '01:1',
    ' 1:2',
    '1:2\n',
  ])('is never %j', (text) => {
    expect(readTokenText(text)).toBeUndefined()
  })

  it('is nothing when it is not written by us, and nothing throws', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z :-]*$/), (text) => {
        expect(readTokenText(text)).toBeUndefined()
      }),
    )
  })
})
