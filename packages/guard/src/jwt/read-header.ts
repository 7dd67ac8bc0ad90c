import type { JsonObject, SignatureAlgorithm } from '@postern/protocol'
import { refused, type Refused } from '../judgement/verdict.ts'

/** What a token says it was signed by; nobody has proven it yet. */
export interface NamedKey {
  readonly kid: string
  readonly alg: SignatureAlgorithm
}

/** What would take the key from the token itself, or from where it says (JOSE-2, RFC 8725 §3.10). */
const keyMembers = ['jwk', 'jku', 'x5u', 'x5c']
const maxKidLength = 256

/** Reads the header of a JWT before its signature is looked at (JOSE-1, JOSE-2, JOSE-5). */
export function readHeader(
  header: JsonObject,
  algorithms: readonly SignatureAlgorithm[],
): NamedKey | Refused {
  const { kid } = header
  const alg = algorithms.find((one) => one === header['alg'])
  if (alg === undefined)
    return refused('algorithm_refused', `the token's algorithm is none of ${algorithms.join(', ')}`)
  // no extension is understood here (RFC 7515 §4.1.11)
  if ('crit' in header || 'b64' in header)
    return refused('header_refused', 'the header names an extension that must be understood')
  const found = keyMembers.find((name) => name in header)
  if (found !== undefined)
    return refused(
      'header_refused',
      `the header brings a key or its address (${found}): keys come from the issuer`,
    )
  if (typeof kid !== 'string' || kid === '' || kid.length > maxKidLength)
    return refused('key_unknown', 'the header names no key (kid)')
  return { kid, alg }
}
