import { describe, expect, it } from 'vitest'
import { atHash } from './at-hash.ts'

describe('at_hash (OpenID Connect Core 3.1.3.6)', () => {
  it('is made as the c_hash of the specification for RS256 (appendix A.4)', () => {
    const code = 'Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk'
    expect(atHash(code, 'RS256')).toBe('LDktKdoQak3Pk0cnXxCltA')
  })

  it.each([
    ['RS256', 16],
    ['ES256', 16],
    ['RS384', 24],
    ['ES384', 24],
    ['RS512', 32],
    ['ES512', 32],
    ['EdDSA', 32],
  ] as const)('under %s is half of the hash: %i bytes', (algorithm, bytes) => {
    expect(Buffer.from(atHash('token', algorithm), 'base64url')).toHaveLength(bytes)
  })

  it('under EdDSA is that of SHA-512, as the original does (contract 1.4)', () => {
    expect(atHash('token', 'EdDSA')).toBe(atHash('token', 'RS512'))
  })
})
