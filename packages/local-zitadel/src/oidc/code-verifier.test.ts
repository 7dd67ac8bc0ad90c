import { describe, expect, it } from 'vitest'
import { checkCodeVerifier } from './code-verifier.ts'

// RFC 7636 appendix B
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const challenge = { challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', method: 'S256' } as const
const plain = { challenge: 'as it is', method: 'plain' } as const
const publicClient = { publicClient: true }
const confidential = { publicClient: false }

describe('the PKCE verifier (RFC 7636 4.6, contract 6.2)', () => {
  it('fits its challenge by S256 and plainly', () => {
    expect(() => checkCodeVerifier(verifier, challenge, publicClient)).not.toThrow()
    expect(() => checkCodeVerifier('as it is', plain, confidential)).not.toThrow()
  })

  it('must be there, and be the right one, where a challenge was', () => {
    expect(() => checkCodeVerifier('', challenge, confidential)).toThrow('verifier_missing')
    expect(() => checkCodeVerifier(`${verifier}x`, challenge, confidential)).toThrow('verifier_wrong')
    expect(() => checkCodeVerifier(challenge.challenge, challenge, publicClient)).toThrow('verifier_wrong')
    expect(() => checkCodeVerifier('as it isn', plain, publicClient)).toThrow('verifier_wrong')
  })

  it('without a challenge is refused from a public client alone', () => {
    expect(() => checkCodeVerifier('x', undefined, publicClient)).toThrow('verifier_unexpected')
    expect(() => checkCodeVerifier('x', undefined, confidential)).not.toThrow()
    expect(() => checkCodeVerifier('', undefined, publicClient)).not.toThrow()
  })
})
