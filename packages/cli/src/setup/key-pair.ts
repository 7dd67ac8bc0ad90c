import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'

/** A key pair as ZITADEL's key files have it: RSA of 2048 bits, in PEM (contract 2.2). */
export interface KeyPair {
  /** PKCS#1. */
  readonly privatePem: string
  /** SPKI: what ZITADEL is given. */
  readonly publicPem: string
}

export async function createKeyPair(): Promise<KeyPair> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return { privatePem: privateKey, publicPem: publicKey }
}
