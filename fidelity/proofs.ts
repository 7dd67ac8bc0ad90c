import { createHash } from 'node:crypto'
import { totpCode } from '@postern/testkit'
import type { Late } from './values.ts'

/** A new code verifier, kept as `{pkce.verifier}`, and its S256 challenge (RFC 7636 §4.2) as the value. */
export const newChallenge: Late = ({ keep, random }) => {
  const verifier = random(32)
  keep('pkce', { verifier })
  return createHash('sha256').update(verifier).digest('base64url')
}

/** The one-time code of this moment for a secret in base32 (RFC 6238). */
export function codeOfNow(secret: string): Late {
  return ({ fill, now }) => totpCode(fill(secret), now())
}
