import { parseUnverifiedJwt, type UnverifiedJwt } from '@postern/protocol'
import type { Mode } from '../mode.ts'
import type { Issuer } from './issuer.ts'
import { refused, type Refused } from './verdict.ts'

/** Who is to judge a token, and how. */
export interface Way {
  readonly issuer: Issuer
  readonly mode: Mode
  /** The token, taken apart; `null` if it is opaque. */
  readonly jwt: UnverifiedJwt | null
}

/**
 * Finds the issuer of a token by what the token says of itself, which decides nothing but who judges it: a JWT belongs to the one that
 * its `iss` names, and is shown to no other; what is no JWT to the first. A ZITADEL token in five parts is no JWT (contract 2.7).
 */
export function createPickIssuer(issuers: readonly [Issuer, ...Issuer[]]) {
  const byName = new Map(issuers.map((issuer) => [issuer.settings.issuer, issuer]))
  const names = [...byName.keys()].join(', ')

  return (token: string, asked: Mode | undefined): Way | Refused => {
    const parsed = parseUnverifiedJwt(token)
    if (parsed === 'malformed')
      return refused('token_malformed', 'the token is no JWT in its one right form, or names a member twice')
    const jwt = parsed === 'opaque' ? null : parsed
    const named: unknown = jwt?.claims['iss']
    const issuer = jwt === null ? issuers[0] : byName.get(typeof named === 'string' ? named : '')
    if (issuer === undefined)
      return refused('wrong_issuer', `the token is of issuer ${shown(named)}; this API accepts ${names}`)
    const mode = asked ?? issuer.settings.mode
    return problem(issuer, mode, jwt !== null) ?? { issuer, mode, jwt }
  }
}

const shown = (named: unknown): string => (typeof named === 'string' ? named.slice(0, 200) : 'no name')

function problem(
  { settings: { issuer }, introspect, verify }: Issuer,
  mode: Mode,
  isJwt: boolean,
): Refused | null {
  if (mode === 'offline') {
    if (!isJwt)
      return refused(
        'opaque_not_judged',
        "the token is opaque, and this route judges offline: set the application's access token type to JWT, or the route's mode to cached",
      )
    return verify === undefined
      ? refused('mode_not_possible', `tokens of ${issuer} cannot be judged offline: set its option jwt`)
      : null
  }
  if (introspect !== undefined) return null
  return isJwt
    ? refused(
        'mode_not_possible',
        `${issuer} is not asked about tokens: set its option introspection, or judge offline`,
      )
    : refused(
        'opaque_not_judged',
        `the token is opaque, and ${issuer} is not asked about tokens: set its option introspection`,
      )
}
