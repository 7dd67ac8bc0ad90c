import { createPublicKey, type KeyObject } from 'node:crypto'
import { compactVerify, decodeProtectedHeader } from 'jose'
import { unverifiedClaims } from './unverified-claims.ts'

/** Where the signer's key is looked up: by the header's `kid`, among the keys of whoever `iss` names. */
export interface AssertionKey {
  readonly publicKeyPem: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

export interface AssertionRules {
  readonly issuer: string
  readonly now: number
  /** Asked of `exp` on top of now, granted to `iat` beyond now. */
  readonly leewayMs: number
  readonly keys: ReadonlyMap<string, AssertionKey>
}

const maximumAgeMs = 3_600_000
/** The library's default list; keys of other kinds can be stored but not used (contract 2.1: EdDSA is refused). */
const algorithms = ['RS256', 'ES256', 'PS256']

/**
 * Whether a JWT assertion holds (contract 2.1 and 6.1): audience is the issuer itself, `exp` ahead, `iat` there and at most an hour old,
 * subject equal to issuer, signed by a living key of that name. There is no memory of `jti`: the same assertion is good again (R).
 */
export async function isGoodAssertion(assertion: string, rules: AssertionRules): Promise<boolean> {
  const claims = unverifiedClaims(assertion)
  if (!claims) return false
  if (!namesAudience(claims['aud'], rules.issuer)) return false
  if (!isInTime(claims['exp'], claims['iat'], rules)) return false
  if (typeof claims['iss'] !== 'string' || claims['iss'] !== claims['sub']) return false
  const key = keyOf(assertion, rules)
  if (!key) return false
  try {
    await compactVerify(assertion, publicKeyOf(key), { algorithms })
    return true
  } catch {
    return false
  }
}

function namesAudience(audience: unknown, issuer: string): boolean {
  return Array.isArray(audience) ? audience.includes(issuer) : audience === issuer
}

function isInTime(exp: unknown, iat: unknown, rules: AssertionRules): boolean {
  if (typeof exp !== 'number' || typeof iat !== 'number') return false
  if (rules.now + rules.leewayMs >= exp * 1000) return false
  const issuedAt = Math.trunc(iat) * 1000
  return issuedAt <= toSecond(rules.now + rules.leewayMs) && issuedAt >= toSecond(rules.now - maximumAgeMs)
}

/** The original rounds both bounds to the whole second. */
function toSecond(milliseconds: number): number {
  return Math.round(milliseconds / 1000) * 1000
}

function keyOf(assertion: string, rules: AssertionRules): AssertionKey | undefined {
  const { kid } = decodeProtectedHeader(assertion)
  const key = kid === undefined ? undefined : rules.keys.get(kid)
  return key && key.expiresAt > rules.now ? key : undefined
}

/** The key as node:crypto holds it; read once per key, but not before it is needed: a PEM that is none fails here. */
function publicKeyOf(key: AssertionKey): KeyObject {
  const known = publicKeys.get(key) ?? createPublicKey(key.publicKeyPem)
  publicKeys.set(key, known)
  return known
}

const publicKeys = new WeakMap<AssertionKey, KeyObject>()
