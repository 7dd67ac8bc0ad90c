import { describe, expect, it } from 'vitest'
import { codeChallenge, createPkce, isCodeVerifier } from './pkce.ts'

const counting = (): ((length: number) => Uint8Array<ArrayBuffer>) => {
  let call = 0
  return (length) => {
    call += 1
    return new Uint8Array(length).fill(call)
  }
}

describe('proof key for code exchange (RFC 7636)', () => {
  it('makes the challenge of the example (Appendix B)', () => {
    expect(codeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    )
  })

  it('takes 256 fresh bits for each verifier (AUTHZ-1)', () => {
    const asked: number[] = []
    const random = counting()
    const one = createPkce((length) => {
      asked.push(length)
      return random(length)
    })
    const other = createPkce(random)
    expect(asked).toEqual([32])
    expect(one.verifier).toHaveLength(43)
    expect(one.verifier).not.toBe(other.verifier)
    expect(one).toMatchObject({ method: 'S256', challenge: codeChallenge(one.verifier) })
  })

  it('takes verifiers of 43 to 128 unreserved characters and no others (§4.1)', () => {
    for (const verifier of ['a'.repeat(43), 'a'.repeat(128), `${'a'.repeat(40)}-._~`])
      expect(isCodeVerifier(verifier)).toBe(true)
    for (const verifier of ['a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(42)}+`, `${'a'.repeat(43)}\n`]) {
      expect(isCodeVerifier(verifier)).toBe(false)
      expect(() => codeChallenge(verifier)).toThrow(expect.objectContaining({ code: 'VERIFIER_MALFORMED' }))
    }
  })
})
