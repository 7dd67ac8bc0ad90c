import { createHash } from 'node:crypto'
import type { SigningAlgorithm } from './web-key.ts'

/**
 * `at_hash` and `c_hash` (OpenID Connect Core 3.1.3.6): the left half of the hash that belongs to the signature's algorithm. EdDSA takes
 * SHA-512, as the original does (contract 1.4).
 */
export function atHash(value: string, algorithm: SigningAlgorithm): string {
  const digest = createHash(hashes[algorithm]).update(value, 'ascii').digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}

const hashes: Readonly<Record<SigningAlgorithm, 'sha256' | 'sha384' | 'sha512'>> = {
  RS256: 'sha256',
  ES256: 'sha256',
  RS384: 'sha384',
  ES384: 'sha384',
  RS512: 'sha512',
  ES512: 'sha512',
  EdDSA: 'sha512',
}
