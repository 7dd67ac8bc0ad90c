import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { isPublicJwk, type JsonObject, type SignatureAlgorithm, type UnverifiedJwt } from '@postern/protocol'
import { type Algorithm, algorithms } from './algorithms.ts'

/** Whether a JWT was signed by one key and one algorithm. What the JWT says of either is not looked at. */
export type SignatureCheck = (jwt: Pick<UnverifiedJwt, 'signed' | 'signature'>) => boolean

/** RFC 7518 §3.3: 2048 or more. Those that are far beyond only cost time, and a proof brings its key along. */
const rsaBits = { least: 2048, most: 8192 }
/** An exponent is odd and not 1, by which everybody could sign (RFC 8017 §3.1); longer ones only cost time. */
const largestExponent = 0xffff_ffffn

/**
 * Makes the check of one key for one algorithm, or nothing if the key is not one for that: of another type or on another curve, too
 * short, not public, or by its own `alg`, `use` or `key_ops` for something else (RFC 7517 §4, RFC 8725 §3.1).
 *
 * It verifies at once by `verify` of `node:crypto`: for tokens of a few hundred octets that costs less than handing them to another thread.
 */
export function createSignatureCheck(jwk: JsonObject, alg: SignatureAlgorithm): SignatureCheck | undefined {
  if (!isMeantFor(jwk, alg)) return undefined
  const algorithm = algorithms[alg]
  const key = readKey(jwk, algorithm)
  const length = key === undefined ? undefined : signatureLength(key, algorithm)
  if (key === undefined || length === undefined) return undefined
  const { hash } = algorithm
  const input = algorithm.input(key)
  return ({ signed, signature }) =>
    // RFC 7518 §3.4, RFC 8017 §8.1.2, §8.2.2: one length, whatever the library would make of another
    signature.length === length && verify(hash, Buffer.from(signed, 'latin1'), input, signature)
}

/** By its type and by what it says of itself. Saying nothing of `alg`, `use` and `key_ops` allows all that its type can do. */
export function isMeantFor(jwk: JsonObject, alg: SignatureAlgorithm): boolean {
  const { alg: own, use, key_ops: operations, kty } = jwk
  const algorithm = algorithms[alg]
  return (
    kty === algorithm.kty &&
    (algorithm.kty === 'RSA' || jwk['crv'] === algorithm.crv) &&
    (own === undefined || own === alg) &&
    (use === undefined || use === 'sig') &&
    (operations === undefined || allowsVerify(operations)) &&
    isPublicJwk(jwk)
  )
}

/** None of them may stand twice (RFC 7517 §4.3). */
const allowsVerify = (operations: unknown): boolean =>
  Array.isArray(operations) && operations.includes('verify') && new Set(operations).size === operations.length

/** The members that make the key and no others (RFC 7518 §6.2.1, §6.3.1; RFC 8037 §2). A point that is not on its curve is no key. */
function readKey({ n, e, crv, x, y }: JsonObject, { kty }: Algorithm): KeyObject | undefined {
  const members = kty === 'RSA' ? { kty, n, e } : kty === 'EC' ? { kty, crv, x, y } : { kty, crv, x }
  try {
    return createPublicKey({ key: members as JsonWebKey, format: 'jwk' })
  } catch {
    return undefined
  }
}

/** In octets; nothing where an RSA key is not one to be used. */
function signatureLength(key: KeyObject, algorithm: Algorithm): number | undefined {
  if (algorithm.kty !== 'RSA') return algorithm.signatureLength
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  const isUsable =
    modulusLength >= rsaBits.least &&
    modulusLength <= rsaBits.most &&
    publicExponent % 2n === 1n &&
    publicExponent > 1n &&
    publicExponent <= largestExponent
  return isUsable ? Math.ceil(modulusLength / 8) : undefined
}
