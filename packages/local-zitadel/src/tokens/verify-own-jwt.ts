import { compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import type { Instance } from '../state/model.ts'
import { unverifiedClaims } from './unverified-claims.ts'

export type OwnJwt =
  | { readonly verified: Readonly<Record<string, unknown>> }
  /** `malformed`: no JWS with a JSON object inside; `foreign_issuer`: made under another host; `forged`: no key of ours signed it. */
  | { readonly refused: 'malformed' | 'foreign_issuer' | 'forged' }

/**
 * Checks that this instance signed a JWT under the given issuer. Says nothing about `exp`: who may take an expired one differs
 * (a hint may be old, contract 4.6 and 7.4; an access token may not).
 */
export async function verifyOwnJwt(instance: Instance, issuer: string, token: string): Promise<OwnJwt> {
  const claims = unverifiedClaims(token)
  if (!claims) return { refused: 'malformed' }
  if (claims['iss'] !== issuer) return { refused: 'foreign_issuer' }
  const key = instance.webKeys.get(decodeProtectedHeader(token).kid ?? '')
  if (!key) return { refused: 'forged' }
  try {
    await compactVerify(token, await importJWK({ ...key.publicJwk }, key.algorithm), {
      algorithms: [key.algorithm],
    })
    return { verified: claims }
  } catch {
    return { refused: 'forged' }
  }
}
