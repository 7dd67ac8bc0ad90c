import { createPublicKey } from 'node:crypto'
import type { RsaKey } from '../../crypto/rsa-keys.ts'
import { ApiError } from '../../errors/api-error.ts'
import type { ServiceAccountKey } from '../../local-zitadel.ts'

/** The key file of a service user (contract 2.2). */
export function serviceAccountKey(
  keyId: string,
  key: RsaKey,
  userId: string,
  expiresAt: number,
): ServiceAccountKey {
  const expirationDate = new Date(expiresAt).toISOString().replace('.000Z', 'Z')
  return { type: 'serviceaccount', keyId, key: key.privatePem, expirationDate, userId }
}

/** An uploaded public key as PEM; whatever Node can read is taken, as the original takes RSA, ECDSA and Ed25519. */
export function readPublicKey(pem: Uint8Array): string {
  try {
    return createPublicKey(Buffer.from(pem)).export({ type: 'spki', format: 'pem' }).toString()
  } catch {
    throw ApiError.of('COMMAND-k2unb')
  }
}
