import { generateKeyPair } from 'node:crypto'

/** Both halves as PEM: PKCS#1 for the private key as in ZITADEL's key files (contract 2.2), SPKI for the public one. */
export interface RsaKey {
  readonly privatePem: string
  readonly publicPem: string
}

/** Makes RSA-2048 keys off the event loop. */
export type KeySource = () => Promise<RsaKey>

export const freshKeys: KeySource = () =>
  new Promise((resolve, reject) => {
    generateKeyPair(
      'rsa',
      {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      },
      (error, publicPem, privatePem) => (error === null ? resolve({ privatePem, publicPem }) : reject(error)),
    )
  })

const kept: Promise<RsaKey>[] = []

/**
 * For servers that live in memory: the n-th key of a server is the n-th key of this process, made once. A test suite with a hundred
 * servers would else spend its time on primes; what is in memory only is gone with the process, key and all.
 */
export function keysOfThisProcess(): KeySource {
  let next = 0
  return () => {
    const index = next++
    const key = kept[index] ?? freshKeys()
    kept[index] = key
    return key
  }
}
