import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import type { RandomBytes } from './random.ts'

/** Bytes that a sealed text is longer than its plain text: nonce before, tag behind. */
const nonceBytes = 12
const tagBytes = 16

const firstBlock = Uint8Array.of(1)

/**
 * Key material as Node wants it. Given as bytes, each use would make such an object anew, which costs more than the cipher itself.
 */
export type Key = KeyObject

export function keyOf(bytes: Uint8Array): Key {
  return createSecretKey(bytes)
}

/** 32 bytes from key material, for one purpose (RFC 5869 with SHA-256). */
export function derive(material: Key, salt: Uint8Array, purpose: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hkdfSync('sha256', material, salt, purpose, 32))
}

/** The same as a key, with its bytes forgotten. */
export function deriveKey(material: Key, salt: Uint8Array, purpose: string): Key {
  const bytes = derive(material, salt, purpose)
  const key = keyOf(bytes)
  bytes.fill(0)
  return key
}

/** A key from one that is already uniformly random: the second half of HKDF alone (RFC 5869 §2.3, §3.3), at a third of the cost. */
export function expandKey(strong: Key, purpose: string): Key {
  const bytes = createHmac('sha256', strong).update(purpose).update(firstBlock).digest()
  const key = keyOf(bytes)
  bytes.fill(0)
  return key
}

/** AES-256-GCM (NIST SP 800-38D) under a random nonce: nonce, cipher text, tag. */
export function seal(
  plain: Uint8Array,
  key: Key,
  additionalData: Uint8Array,
  randomBytes: RandomBytes,
): Buffer<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(additionalData)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** The plain text, or nothing if a bit of key, text or additional data is not as it was. */
export function unseal(
  sealed: Uint8Array,
  key: Key,
  additionalData: Uint8Array,
): Buffer<ArrayBuffer> | undefined {
  if (sealed.length < nonceBytes + tagBytes) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(additionalData)
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  const plain = decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes))
  try {
    return Buffer.concat([plain, decipher.final()])
  } catch {
    plain.fill(0)
    return undefined
  }
}
