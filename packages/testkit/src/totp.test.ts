import { expect, it } from 'vitest'
import { totpCode } from './totp.ts'

it.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [20_000_000_000, '353130'],
])('gives the code of RFC 6238 Appendix B at %i s', (seconds, code) => {
  expect(totpCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', seconds * 1000)).toBe(code)
})
