import { isJsonObject, type TokenClaims } from '@postern/protocol'
import { clientIdOf } from '../introspection/client-authentication.ts'
import { createPrincipal } from '../principal/principal.ts'
import type { IssuerSettings, Settings } from '../settings.ts'
import { deepFreeze } from './deep-freeze.ts'
import { type Binding, refused, type Refused, type Verdict } from './verdict.ts'

/**
 * Judges what is said of a token, at `at` (milliseconds since the epoch): by introspection, by a JWT whose signature was verified, or
 * by a shared cache. Whoever said it, binding, issuer, audience and times are checked here as well (INTRO-3, AT-3).
 */
export function judgeClaims(
  token: TokenClaims,
  issuer: IssuerSettings,
  settings: Settings,
  at: number,
): Verdict {
  const binding = findBinding(token)
  if (binding !== null && 'accepted' in binding) return binding
  const problem =
    checkIssuer(token, issuer) ?? checkTimes(token, settings, at) ?? checkAudience(token, issuer)
  if (problem !== null) return problem
  const { sub: subject, exp, claims } = token
  if (subject === undefined || subject === '') return refused('subject_missing', 'the token names no subject')
  // no token without an end
  if (exp === undefined) return refused('expiry_missing', 'the token has no expiry')
  const checked = { issuer: issuer.issuer, subject, expiresAt: exp * 1000, claims: deepFreeze(claims) }
  return { accepted: true, principal: createPrincipal(checked, projectOf(issuer)), binding }
}

/** A token that is bound to a key must never pass as a bearer token (RFC 9449 §7.2, RFC 8705 §3): what is not understood is refused. */
function findBinding({ token_type: type, claims }: TokenClaims): Binding | Refused | null {
  const kind = type?.toLowerCase() ?? 'bearer'
  if (kind !== 'bearer' && kind !== 'dpop')
    return refused('token_type_unknown', 'the token is neither of the type Bearer nor DPoP')
  const cnf = claims['cnf']
  if (cnf === undefined) {
    return kind === 'bearer' ? null : refused('token_bound', 'the token is of the type DPoP but names no key')
  }
  if (!isJsonObject(cnf) || Object.keys(cnf).length === 0)
    return refused('token_bound', 'the token is bound in a way that cannot be read')
  const { jkt = null, 'x5t#S256': certificate = null, ...others } = cnf
  if (Object.keys(others).length > 0 || !isThumbprint(jkt) || !isThumbprint(certificate)) {
    return refused('token_bound', 'the token is bound in a way that this guard cannot check')
  }
  if (kind === 'dpop' && jkt === null)
    return refused('token_bound', 'the token is of the type DPoP but names no key')
  return { jkt, certificate }
}

/** SHA-256 in base64url without padding, or none. */
const isThumbprint = (value: unknown): value is string | null =>
  value === null || (typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value))

function checkIssuer({ iss }: TokenClaims, { issuer }: IssuerSettings): Refused | null {
  if (iss === undefined || iss === issuer) return null
  return refused('wrong_issuer', `the token is of issuer ${iss.slice(0, 200)}; this API accepts ${issuer}`)
}

/** The end has no tolerance; the beginning has, since clocks differ and a token is often used at once (JOSE-5). */
function checkTimes(
  { exp, nbf, iat }: TokenClaims,
  { clockToleranceSeconds }: Settings,
  at: number,
): Refused | null {
  if (exp !== undefined && at >= exp * 1000) return refused('expired', 'the token has expired')
  const latestStart = at + clockToleranceSeconds * 1000
  if ((nbf ?? 0) * 1000 <= latestStart && (iat ?? 0) * 1000 <= latestStart) return null
  return refused(
    'not_yet_valid',
    'the token begins in the future: compare the clocks of this machine and of the issuer',
  )
}

function checkAudience({ aud = [] }: TokenClaims, issuer: IssuerSettings): Refused | null {
  const { audience } = issuer
  if (audience === null || aud.includes(audience)) return null
  const shown = aud.slice(0, 20).map((one) => one.slice(0, 200))
  const has = shown.length === 0 ? 'no audience' : `audience ${shown.join(', ')}`
  // only projects have an audience scope (contract 6.6)
  const remedy =
    audience === ownClientId(issuer)
      ? 'log in with an application of the same project, or make the project the audience of this API'
      : `request scope ${audienceScope(audience)}`
  return refused('wrong_audience', `the token has ${has}; this API accepts ${audience}: ${remedy}`)
}

/** ZITADEL also calls inactive what is meant for others (contract 7.1), and does not say which it is. */
export function inactive(issuer: IssuerSettings): Refused {
  const clientId = ownClientId(issuer)
  const { audience } = issuer
  const project = audience === null || audience === clientId ? '<project of this API>' : audience
  return refused(
    'token_inactive',
    'the issuer calls the token inactive: expired, revoked, its session ended, not an access token, or its audience holds neither ' +
      `${clientId} nor the project of that application (then request scope ${audienceScope(project)})`,
  )
}

const audienceScope = (projectId: string): string => `urn:zitadel:iam:org:project:id:${projectId}:aud`

const ownClientId = ({ introspection }: IssuerSettings): string | undefined =>
  introspection === undefined ? undefined : clientIdOf(introspection)

/** The project whose roles count; `null` is the introspecting client's own. */
function projectOf(issuer: IssuerSettings): string | null {
  if (issuer.projectId !== undefined) return issuer.projectId
  return issuer.audience === ownClientId(issuer) ? null : issuer.audience
}
