import type { User } from 'oidc-client-ts'
import { AuthError } from './errors.ts'

/**
 * What the library leaves to us (OIDC Core §3.1.3.7): the ID token is of our ZITADEL, for this client, and not over. It came from the token
 * endpoint itself by TLS, so its signature need not be checked (§3.1.3.7 no. 6); nonce and state were compared by the library.
 *
 * @throws AuthError `ANSWER_UNUSABLE`
 */
export function checkIdentity({ profile }: User, issuer: string, clientId: string, now: number): void {
  const { iss, azp, exp } = profile
  const isOurs =
    iss === issuer && audienceOf(profile).includes(clientId) && (azp === undefined || azp === clientId)
  // ZITADEL names every client of the project in `aud`, so who asked stands in `azp` (contract 6.4).
  const saysWhoAsked = azp !== undefined || audienceOf(profile).length === 1
  if (!isOurs || !saysWhoAsked || typeof exp !== 'number' || exp * 1000 <= now)
    throw new AuthError('ANSWER_UNUSABLE')
}

/** For whom the tokens of this login are: the ID token says it of itself and, at ZITADEL, of the access token beside it. */
export function audienceOf({ aud }: User['profile']): readonly string[] {
  return typeof aud === 'string' ? [aud] : aud
}
