import { createHash, timingSafeEqual } from 'node:crypto'
import type { AuthRequest } from '../state/model.ts'
import { OAuthError } from './oauth-error.ts'

/**
 * Checks the PKCE verifier of a code exchange (RFC 7636 4.6) with ZITADEL's exceptions (contract 4.7, 6.2): without a challenge a public
 * client must not send one, a confidential client may.
 */
export function checkCodeVerifier(
  verifier: string,
  challenge: AuthRequest['codeChallenge'],
  options: { readonly publicClient: boolean },
): void {
  if (!challenge) {
    if (options.publicClient && verifier !== '') throw new OAuthError('verifier_unexpected')
    return
  }
  if (verifier === '') throw new OAuthError('verifier_missing')
  const made = challenge.method === 'S256' ? sha256(verifier).toString('base64url') : verifier
  if (!timingSafeEqual(sha256(made), sha256(challenge.challenge))) throw new OAuthError('verifier_wrong')
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}
