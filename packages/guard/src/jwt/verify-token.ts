import { ProtocolError, readTokenClaims, type TokenClaims, type UnverifiedJwt } from '@postern/protocol'
import { judgeClaims } from '../judgement/judge-claims.ts'
import { refused, type Verdict } from '../judgement/verdict.ts'
import type { IssuerSettings, Settings } from '../settings.ts'
import type { SignatureCheck } from '../signature/signature-check.ts'
import type { FindKey } from './issuer-keys.ts'
import { checkProfile } from './profiles.ts'
import { readHeader } from './read-header.ts'

/**
 * Judges a JWT by its issuer's keys, without asking anybody else; at once where the key is known. Nothing of its claims is believed before
 * the signature is.
 *
 * The function rejects with GuardErrors with the code `JUDGEMENT_UNAVAILABLE` where the keys cannot be read.
 */
export function createVerifyToken(
  settings: Settings,
  issuer: IssuerSettings & { readonly jwt: NonNullable<IssuerSettings['jwt']> },
  findKey: FindKey,
): (jwt: UnverifiedJwt) => Verdict | Promise<Verdict> {
  const { profile, algorithms } = issuer.jwt

  function judge(jwt: UnverifiedJwt, isSigned: SignatureCheck | undefined): Verdict {
    if (isSigned === undefined)
      return refused('key_unknown', `the key that the token names is not among those of ${issuer.issuer}`)
    if (!isSigned(jwt))
      return refused('signature_invalid', 'the signature is not that of the key that the token names')
    const problem = checkProfile(profile, jwt.header, jwt.claims)
    if (problem !== null) return problem
    const claims = typed(jwt.claims)
    if (claims === undefined) return refused('token_malformed', 'a claim of the token is of another type')
    return judgeClaims(claims, issuer, settings, settings.now())
  }

  return (jwt) => {
    const named = readHeader(jwt.header, algorithms)
    if ('accepted' in named) return named
    const found = findKey(named)
    return found instanceof Promise ? found.then((isSigned) => judge(jwt, isSigned)) : judge(jwt, found)
  }
}

function typed(claims: TokenClaims['claims']): TokenClaims | undefined {
  try {
    return readTokenClaims(claims, 'ACCESS_TOKEN_MALFORMED')
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
