import { parseUnverifiedJwt, ProtocolError, readTokenClaims, type TokenClaims } from '@postern/protocol'
import { compactVerify, errors } from 'jose'
import { judgeClaims } from '../judgement/judge-claims.ts'
import { refused, type Verdict } from '../judgement/verdict.ts'
import type { IssuerSettings, Settings } from '../settings.ts'
import { checkHeader } from './check-header.ts'
import type { FindKey } from './issuer-keys.ts'
import { checkProfile } from './profiles.ts'

/**
 * Judges a JWT by its issuer's keys, without asking anybody else. Nothing of its claims is believed before the signature is.
 *
 * The function throws GuardErrors with the code `JUDGEMENT_UNAVAILABLE` where the keys cannot be read.
 */
export function createVerifyToken(
  settings: Settings,
  issuer: IssuerSettings & { readonly jwt: NonNullable<IssuerSettings['jwt']> },
  findKey: FindKey,
): (token: string) => Promise<Verdict> {
  const { profile, algorithms } = issuer.jwt
  return async (token) => {
    const jwt = parseUnverifiedJwt(token)
    if (jwt === undefined)
      return refused('token_malformed', 'the token is no JWT in its one right form, or names a member twice')
    const headerProblem = checkHeader(jwt.header, algorithms)
    if (headerProblem !== null) return headerProblem
    const key = await findKey(jwt.header)
    if (key === undefined)
      return refused('key_unknown', `the key that the token names is not among those of ${issuer.issuer}`)
    try {
      await compactVerify(token, key, { algorithms: [...algorithms] })
    } catch (error) {
      if (!(error instanceof errors.JOSEError) && !(error instanceof TypeError)) throw error
      return refused('signature_invalid', 'the signature is not that of the key that the token names')
    }
    const problem = checkProfile(profile, jwt.header, jwt.claims)
    if (problem !== null) return problem
    const claims = typed(jwt.claims)
    if (claims === undefined) return refused('token_malformed', 'a claim of the token is of another type')
    return judgeClaims(claims, issuer, settings, settings.now())
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
