import type { JsonObject } from '@postern/protocol'
import { createSignatureCheck, isMeantFor, type SignatureCheck } from '../signature/signature-check.ts'
import type { NamedKey } from './read-header.ts'

/** The issuer's keys as they were when they were read. */
export interface KeySet {
  /** The check of the one key that has this name and is meant for this algorithm. Each is made once. */
  find(named: NamedKey): SignatureCheck | undefined
  /** Milliseconds since the epoch, before the question. */
  readonly at: number
}

export function createKeySet(jwks: readonly JsonObject[], at: number): KeySet {
  const made = new Map<string, SignatureCheck>()
  return {
    at,
    find({ kid, alg }) {
      const name = `${alg} ${kid}`
      const known = made.get(name)
      if (known !== undefined) return known
      const [jwk, ...others] = jwks.filter((one) => one['kid'] === kid && isMeantFor(one, alg))
      // of several nobody says which is meant
      if (jwk === undefined || others.length > 0) return undefined
      const check = createSignatureCheck(jwk, alg)
      // only names that are in the set are remembered
      if (check !== undefined) made.set(name, check)
      return check
    },
  }
}
