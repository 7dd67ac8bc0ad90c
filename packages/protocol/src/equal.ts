import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Compares two secrets in a time that says nothing about where they differ, nor about the length of the expected one.
 *
 * @see OAuth 2.1 §7.7 (KEY-4)
 */
export function isSameSecret(given: string | Uint8Array, expected: string | Uint8Array): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

function digest(value: string | Uint8Array): Buffer {
  return createHash('sha256').update(value).digest()
}
