import { hash } from 'node:crypto'
import type { JsonObject } from './json.ts'

/** What the thumbprint of a key is made of, for each type, in the order of the alphabet (RFC 7638 §3.2, RFC 8037 §2). */
const required: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['OKP', ['crv', 'kty', 'x']],
  ['RSA', ['e', 'kty', 'n']],
])

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** Whether a key is one of an asymmetric kind, without one private part (RFC 7517 §9.3, RFC 7518 §6). */
export function isPublicJwk(jwk: JsonObject): boolean {
  return required.has(jwk['kty']) && !privateMembers.some((name) => name in jwk)
}

/**
 * The SHA-256 thumbprint of a public key in base64url (RFC 7638 §3). `undefined` for a key of another type, or one that lacks a member.
 */
export function jwkThumbprint(jwk: JsonObject): string | undefined {
  const names = required.get(jwk['kty']) ?? []
  const members = names.map((name) => [name, jwk[name]] as const)
  if (names.length === 0 || !members.every(([, value]) => typeof value === 'string' && value !== '')) return
  return hash('sha256', JSON.stringify(Object.fromEntries(members)), 'base64url')
}
