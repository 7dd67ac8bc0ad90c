import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose'
import type { Instance, WebKey } from '../state/model.ts'

export type SigningAlgorithm = WebKey['algorithm']

/** Every algorithm that an administrator can choose (contract 1.4). */
export const signingAlgorithms: readonly SigningAlgorithm[] = [
  'EdDSA',
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
]

/**
 * Makes a key pair for one algorithm, RSA with 2048 bits unless told otherwise. Takes a tenth of a second and more for RSA: keys that
 * are given or kept in the data folder spare it.
 */
export async function generateWebKey(
  algorithm: SigningAlgorithm,
  options: { readonly modulusLength?: number } = {},
): Promise<{ privateJwk: JsonWebKey; publicJwk: JsonWebKey }> {
  const pair = await generateKeyPair(algorithm, { extractable: true, ...options })
  return { privateJwk: await jwkOf(pair.privateKey), publicJwk: await jwkOf(pair.publicKey) }
}

/** The public half of a private JWK: exactly the public members of its type, nothing else. */
export function publicJwkOf(privateJwk: JsonWebKey): JsonWebKey {
  const members = publicMembers[privateJwk.kty ?? '']
  if (!members) throw new TypeError('a signing key is an RSA, EC or OKP key')
  return Object.fromEntries(members.map((name) => [name, privateJwk[name]]))
}

/** The algorithm a private JWK signs with: what it says itself, else the usual one of its type and curve. */
export function algorithmOf(jwk: JsonWebKey): SigningAlgorithm {
  const said = signingAlgorithms.find((algorithm) => algorithm === jwk['alg'])
  const usual = jwk.kty === 'RSA' ? 'RS256' : usualByCurve[jwk.crv ?? '']
  const algorithm = said ?? usual
  if (!algorithm) throw new TypeError('a signing key is an RSA, EC or Ed25519 key')
  return algorithm
}

/** The key that signs now; there is always exactly one once the keys are made. */
export function activeWebKey(instance: Instance): WebKey {
  for (const key of instance.webKeys.values()) if (key.state === 'active') return key
  throw new Error('the instance has no active signing key')
}

/** The private key as node:crypto holds it; read once per key. */
export function privateKeyOf(key: WebKey): KeyObject {
  const known = privateKeys.get(key)
  if (known) return known
  const made = createPrivateKey({ key: { ...key.privateJwk }, format: 'jwk' })
  privateKeys.set(key, made)
  return made
}

const privateKeys = new WeakMap<WebKey, KeyObject>()

const publicMembers: Readonly<Record<string, readonly (keyof JsonWebKey)[]>> = {
  RSA: ['kty', 'n', 'e'],
  EC: ['kty', 'crv', 'x', 'y'],
  OKP: ['kty', 'crv', 'x'],
}

const usualByCurve: Readonly<Record<string, SigningAlgorithm>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
  Ed25519: 'EdDSA',
}

async function jwkOf(key: CryptoKey | KeyObject): Promise<JsonWebKey> {
  return (await exportJWK(key)) as JsonWebKey
}
