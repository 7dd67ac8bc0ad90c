import { describe, expect, it } from 'vitest'
import { checkProof } from './check-proof.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const password = (text: string | Uint8Array<ArrayBuffer>, loginName = 'mini') =>
  ({ method: 'password', loginName, password: typeof text === 'string' ? bytes(text) : text }) as const
const totp = (code: string) => ({ method: 'totp', code: bytes(code) }) as const

describe('the form of a proof (contract 3.2)', () => {
  it.each([
    ['a password of one character', password('x')],
    ['a password of 200 characters of four bytes', password('\u{1f600}'.repeat(200))],
    ['a name of 200 characters', password('x', 'n'.repeat(200))],
    ['a code of six digits', totp('012345')],
  ])('may be %s (CRED-3)', (_, proof) => {
    expect(checkProof(proof)).toBeUndefined()
  })

  it.each([
    ['an empty password', password('')],
    ['a password of 201 characters', password('\u{1f600}'.repeat(201))],
    ['a password that is not UTF-8', password(Uint8Array.of(0x61, 0xff))],
    ['an empty name', password('x', '')],
    ['a name of 201 characters', password('x', 'n'.repeat(201))],
    ['a name with half a character', password('x', '\ud800')],
    ['a code of five digits', totp('12345')],
    ['a code of seven digits', totp('1234567')],
    ['a code with a letter', totp('12345a')],
    ['a code in other digits', totp('١٢٣')],
  ])('may not be %s', (_, proof) => {
    expect(() => checkProof(proof)).toThrow(expect.objectContaining({ code: 'PROOF_MALFORMED' }))
  })
})
