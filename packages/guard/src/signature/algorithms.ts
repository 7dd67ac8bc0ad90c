import { constants, type KeyObject, type VerifyKeyObjectInput } from 'node:crypto'
import type { SignatureAlgorithm } from '@postern/protocol'

/** What an algorithm asks of a key, and of `verify` of `node:crypto`. */
export type Algorithm = {
  /** `null`: the algorithm hashes by itself (RFC 8032 §5.1.7). */
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null
  /** The key and how it is used. `node:crypto` takes 15 µs longer for a key in an object, so a key alone stays alone. */
  readonly input: (key: KeyObject) => KeyObject | VerifyKeyObjectInput
} & (
  | { readonly kty: 'RSA' }
  | {
      readonly kty: 'EC' | 'OKP'
      /** The one curve of the algorithm: a key on another is none of its keys. */
      readonly crv: 'P-256' | 'P-384' | 'P-521' | 'Ed25519'
      /** In octets. */
      readonly signatureLength: number
    }
)

/** RFC 7518 §3.3: the padding that `node:crypto` takes for an RSA key when none is named. */
const rsa = (bits: 256 | 384 | 512): Algorithm => ({ kty: 'RSA', hash: `sha${bits}`, input: (key) => key })

/** RFC 7518 §3.5: the salt is as long as the hash, and the mask is made by the same hash. */
const pss = (bits: 256 | 384 | 512): Algorithm => ({
  kty: 'RSA',
  hash: `sha${bits}`,
  input: (key) => ({ key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: bits / 8 }),
})

/** RFC 7518 §3.4: both numbers in full length, one after the other, and not in DER. */
const ecdsa = (bits: 256 | 384 | 512, crv: 'P-256' | 'P-384' | 'P-521', octets: number): Algorithm => ({
  kty: 'EC',
  crv,
  hash: `sha${bits}`,
  signatureLength: 2 * octets,
  input: (key) => ({ key, dsaEncoding: 'ieee-p1363' }),
})

/** RFC 8037 §3.1; RFC 9864 §2.2 gives the same its own name. Ed448 is none of ours. */
const ed25519: Algorithm = {
  kty: 'OKP',
  crv: 'Ed25519',
  hash: null,
  signatureLength: 64,
  input: (key) => key,
}

/** RFC 7518 §3.1. */
export const algorithms: Readonly<Record<SignatureAlgorithm, Algorithm>> = {
  RS256: rsa(256),
  RS384: rsa(384),
  RS512: rsa(512),
  PS256: pss(256),
  PS384: pss(384),
  PS512: pss(512),
  ES256: ecdsa(256, 'P-256', 32),
  ES384: ecdsa(384, 'P-384', 48),
  ES512: ecdsa(512, 'P-521', 66),
  EdDSA: ed25519,
  Ed25519: ed25519,
}
