import { createHash, timingSafeEqual } from 'node:crypto'

/** Hash of a generated secret of high entropy (client secret, machine secret, recovery code); a slow hash would protect nothing more. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('base64url')
}

/** Whether a secret is the hashed one, in constant time. */
export function isSecret(secret: string, stored: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret)), Buffer.from(stored.padEnd(43).slice(0, 43)))
}
