import { isJsonObject, type Now, parseJson } from '@postern/protocol'
import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import { LoginError } from '../errors.ts'
import type { Discovery } from './discovery.ts'
import type { IssuerHttp } from './issuer-http.ts'
import { oneFlight } from './one-flight.ts'

export interface JwksDeps {
  readonly call: IssuerHttp
  readonly discovery: Discovery
  readonly now: Now
  readonly timeoutMs: number
}

/** ZITADEL says `max-age=300` of its keys (contract 1.4); a key that left the set stops working within it (JOSE-3). */
const freshForMs = 300_000
const cooldownMs = 30_000

/**
 * The issuer's keys by `kid`. An unknown `kid` causes one fetch, and at most one per cool-down, however many tokens bring one
 * (JOSE-3). Keys come from the issuer's own address only; nothing in a token's header is followed (JOSE-2).
 *
 * Each call gives a reader of the one set with a cool-down of its own: tokens that anybody may send do not use up the fetch of those
 * that come from the issuer itself. `jose`'s own remote set reads the system's clock, so only its local set is used.
 */
export function createJwks(deps: JwksDeps): () => JWTVerifyGetKey {
  let known: { readonly find: ReturnType<typeof createLocalJWKSet>; readonly at: number } | undefined
  const fetchKeys = oneFlight(async () => {
    known = { find: await fetchSet(deps), at: deps.now() }
    return known
  })
  return () => {
    let missedAt = Number.NEGATIVE_INFINITY
    return async (header, token) => {
      if (typeof header.kid !== 'string') throw new LoginError('TOKEN_REJECTED', 'the token names no key')
      const isFresh = known !== undefined && deps.now() - known.at < freshForMs
      const set = known !== undefined && isFresh ? known : await fetchKeys()
      try {
        return await set.find(header, token)
      } catch (error) {
        const isUnknown = error instanceof errors.JWKSNoMatchingKey
        if (!isUnknown || deps.now() - missedAt < cooldownMs) throw error
        missedAt = deps.now()
        return (await fetchKeys()).find(header, token)
      }
    }
  }
}

async function fetchSet({ call, discovery, timeoutMs }: JwksDeps) {
  const { jwks_uri: url } = await discovery()
  const response = await call({ method: 'GET', url, headers: { accept: 'application/json' } }, timeoutMs)
  const document = response.status === 200 ? parseJson(response.body) : undefined
  if (!isJsonObject(document) || !Array.isArray(document['keys']) || !document['keys'].every(isJsonObject)) {
    throw new LoginError('ISSUER_ANSWER_INVALID', `keys: status ${response.status}, not a key set`)
  }
  // Symmetric keys have no business in a public set (RFC 8725 §3.1).
  return createLocalJWKSet({ keys: document['keys'].filter((key) => key['kty'] !== 'oct') })
}
