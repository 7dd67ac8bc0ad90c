import { ECDSACurve, RSABits, RSAHasher } from '@zitadel/proto/zitadel/webkey/v2/key_pb.js'
import type { CreateWebKeyRequest } from '@zitadel/proto/zitadel/webkey/v2/webkey_service_pb.js'
import type { WebKey } from '../../state/model.ts'
import type { SigningAlgorithm } from '../../tokens/web-key.ts'

/** What a request for a key asks for: RSA with 2048 bits and SHA-256 when it says nothing. */
export function keyOf(asked: CreateWebKeyRequest['key']): {
  algorithm: SigningAlgorithm
  modulusLength?: number
} {
  if (asked.case === 'ed25519') return { algorithm: 'EdDSA' }
  if (asked.case === 'ecdsa') return { algorithm: byCurve[asked.value.curve] ?? 'ES256' }
  const { bits = 0, hasher = 0 } = asked.value ?? {}
  return { algorithm: byHasher[hasher] ?? 'RS256', modulusLength: byBits[bits] ?? 2048 }
}

export function keyMessage({ algorithm, publicJwk }: WebKey) {
  if (algorithm === 'EdDSA') return { case: 'ed25519', value: {} }
  const curve = numberOf(byCurve, algorithm)
  if (curve !== undefined) return { case: 'ecdsa', value: { curve } }
  const length = Buffer.from(publicJwk.n ?? '', 'base64url').length * 8
  return {
    case: 'rsa',
    value: { bits: numberOf(byBits, length) ?? RSABits.RSA_BITS_2048, hasher: numberOf(byHasher, algorithm) },
  }
}

const byCurve: Readonly<Record<number, SigningAlgorithm>> = {
  [ECDSACurve.ECDSA_CURVE_P256]: 'ES256',
  [ECDSACurve.ECDSA_CURVE_P384]: 'ES384',
  [ECDSACurve.ECDSA_CURVE_P512]: 'ES512',
}

const byHasher: Readonly<Record<number, SigningAlgorithm>> = {
  [RSAHasher.RSA_HASHER_SHA256]: 'RS256',
  [RSAHasher.RSA_HASHER_SHA384]: 'RS384',
  [RSAHasher.RSA_HASHER_SHA512]: 'RS512',
}

const byBits: Readonly<Record<number, number>> = {
  [RSABits.RSA_BITS_2048]: 2048,
  [RSABits.RSA_BITS_3072]: 3072,
  [RSABits.RSA_BITS_4096]: 4096,
}

function numberOf(table: Readonly<Record<number, unknown>>, value: unknown): number | undefined {
  const found = Object.keys(table).find((key) => table[Number(key)] === value)
  return found === undefined ? undefined : Number(found)
}
