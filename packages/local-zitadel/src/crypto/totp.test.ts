import { describe, expect, it } from 'vitest'
import { isTotpCode, toBase32, totpCode } from './totp.ts'

const secret = toBase32(new TextEncoder().encode('12345678901234567890'))

describe('TOTP (RFC 6238)', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ])('gives the code of RFC 6238 Appendix B at %i s', (seconds, code) => {
    expect(totpCode(secret, seconds * 1000)).toBe(code)
  })

  it('takes a code one step early or late and no further', () => {
    const code = totpCode(secret, 300_000)
    const taken = [269_999, 270_000, 300_000, 329_999, 359_999, 360_000].map((now) =>
      isTotpCode(secret, code, now),
    )
    expect(taken).toEqual([false, true, true, true, true, false])
  })
})
