import { isUtf8 } from 'node:buffer'
import type { Proof } from './engine.ts'
import { LoginError } from './errors.ts'

/** ZITADEL's limits for both (contract 3.2), in characters. */
const maxCharacters = 200

/**
 * Refuses proofs that ZITADEL would refuse by form, so that it need not answer without an error id (contract 3.7). Says nothing
 * about any user. The bytes are looked at and not changed: no trimming, no normalisation (CRED-3).
 *
 * @throws {LoginError} `PROOF_MALFORMED`
 */
export function checkProof(proof: Proof): void {
  if (proof.method === 'totp') {
    const isSixDigits = proof.code.length === 6 && proof.code.every((byte) => byte >= 0x30 && byte <= 0x39)
    if (!isSixDigits) throw new LoginError('PROOF_MALFORMED', 'a code has six digits')
    return
  }
  const nameLength = [...proof.loginName].length
  if (nameLength < 1 || nameLength > maxCharacters || !proof.loginName.isWellFormed()) {
    throw new LoginError('PROOF_MALFORMED', 'login name')
  }
  const passwordLength = isUtf8(proof.password) ? countCharacters(proof.password) : 0
  if (passwordLength < 1 || passwordLength > maxCharacters)
    throw new LoginError('PROOF_MALFORMED', 'password')
}

/** In UTF-8 every byte that is not a continuation begins a character (RFC 3629 §3). */
function countCharacters(bytes: Uint8Array): number {
  let count = 0
  for (const byte of bytes) if ((byte & 0xc0) !== 0x80) count += 1
  return count
}
