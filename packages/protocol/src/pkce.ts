import { createHash } from 'node:crypto'
import type { RandomBytes } from './ambient.ts'
import { encodeBase64Url } from './base64url.ts'
import { ProtocolError } from './errors.ts'

/** A code verifier and what is sent of it beforehand. The verifier is a secret until the code was exchanged. */
export interface Pkce {
  readonly verifier: string
  readonly challenge: string
  /** `plain` does not exist here (AUTHZ-1). */
  readonly method: 'S256'
}

/**
 * Makes a fresh code verifier of 256 random bits, 43 characters long, and its challenge.
 *
 * @see RFC 7636 §4.1, §4.2
 */
export function createPkce(randomBytes: RandomBytes): Pkce {
  const verifier = encodeBase64Url(randomBytes(32))
  return { verifier, challenge: codeChallenge(verifier), method: 'S256' }
}

/**
 * The S256 challenge of a code verifier.
 *
 * @throws {ProtocolError} `VERIFIER_MALFORMED` if it is not 43 to 128 unreserved characters
 * @see RFC 7636 §4.1, §4.2
 */
export function codeChallenge(verifier: string): string {
  if (!isCodeVerifier(verifier)) throw new ProtocolError('VERIFIER_MALFORMED')
  return encodeBase64Url(createHash('sha256').update(verifier, 'ascii').digest())
}

/** Whether a text has the form of a code verifier (RFC 7636 §4.1). */
export function isCodeVerifier(text: string): boolean {
  return /^[A-Za-z0-9\-._~]{43,128}$/.test(text)
}
