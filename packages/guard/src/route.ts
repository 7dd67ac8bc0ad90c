import type { Demand } from './demands/demand.ts'
import { GuardError } from './errors.ts'
import { type ClaimNeed, profiles } from './jwt/profiles.ts'
import type { Mode } from './mode.ts'
import type { IssuerSettings, Settings } from './settings.ts'

/** What a route asks of its callers. An empty rule asks for a good token. */
export interface Rule {
  /** How the token is judged. Left out: as the token's issuer is set up. */
  readonly mode?: Mode
  readonly demands?: readonly Demand[]
  /** Also serves callers without credentials. Credentials that are there must be good, and meet the demands. */
  readonly optional?: boolean
}

/**
 * Refuses a rule that nobody could ever meet, and says why.
 *
 * @throws GuardError `CONFIGURATION_INVALID`
 */
export function checkRule({ mode, demands = [] }: Rule, { issuers }: Settings): void {
  const able = issuers.filter((issuer) => {
    const way = mode ?? issuer.mode
    return way === 'offline' ? issuer.jwt !== undefined : issuer.introspection !== undefined
  })
  if (able.length === 0) {
    const missing = mode === 'offline' ? 'jwt' : 'introspection'
    throw impossible(`its mode is ${mode}, and no issuer has the option ${missing}`)
  }
  for (const need of demands.flatMap((demand) => demand.needs ?? [])) {
    if (able.every((issuer) => isSilent(issuer, mode ?? issuer.mode, need)))
      throw impossible(
        `it looks at ${need}, which ZITADEL's JWTs do not have (contract 6.5): judge it by mode cached or fresh`,
      )
  }
}

function isSilent({ jwt }: IssuerSettings, mode: Mode, need: ClaimNeed): boolean {
  const silentAbout: readonly ClaimNeed[] = jwt === undefined ? [] : profiles[jwt.profile].silentAbout
  return mode === 'offline' && silentAbout.includes(need)
}

const impossible = (why: string): GuardError =>
  new GuardError('configuration_invalid', `a rule can never be met: ${why}`)
