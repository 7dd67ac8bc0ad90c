import type { ActiveToken, Introspection } from '@postern/protocol'
import type { GuardReason } from '../errors.ts'
import type { Settings } from '../options.ts'
import { createPrincipal, type Principal } from '../principal/principal.ts'
import { deepFreeze } from './deep-freeze.ts'

export type Verdict = { readonly accepted: true; readonly principal: Principal } | Refused

export interface Refused {
  readonly accepted: false
  readonly reason: GuardReason
  readonly detail: string
}

const refused = (reason: GuardReason, detail: string): Refused => ({ accepted: false, reason, detail })

/**
 * Judges what the issuer said about a token, at `at` (milliseconds since the epoch). Although the issuer called the token
 * active, kind, issuer, audience and times are checked here as well (INTRO-3, AT-3).
 */
export function judgeAnswer(answer: Introspection, settings: Settings, at: number): Verdict {
  if (!answer.active) return refused('token_inactive', inactiveDetail(settings))
  const problem =
    checkKind(answer) ??
    checkIssuer(answer, settings) ??
    checkTimes(answer, settings, at) ??
    checkAudience(answer, settings)
  if (problem !== null) return problem
  const { sub: subject, exp, claims } = answer
  if (subject === undefined || subject === '')
    return refused('subject_missing', 'the answer names no subject')
  // no token without an end
  if (exp === undefined) return refused('expiry_missing', 'the token has no expiry')
  const checked = { subject, expiresAt: exp * 1000, claims: deepFreeze(claims) }
  return { accepted: true, principal: createPrincipal(checked, projectOf(settings)) }
}

/** A token that is bound to a key must not pass as a bearer token (RFC 9449 §7.2, RFC 8705 §3). */
function checkKind({ token_type: type, claims }: ActiveToken): Refused | null {
  if (type !== undefined && type.toLowerCase() !== 'bearer') {
    return refused('token_type_unknown', 'the token is not of the type Bearer')
  }
  if (claims['cnf'] === undefined) return null
  return refused('token_bound', 'the token is bound to a key, which this guard cannot check')
}

function checkIssuer({ iss }: ActiveToken, { issuer }: Settings): Refused | null {
  if (iss === undefined || iss === issuer) return null
  return refused('wrong_issuer', `the token is of issuer ${iss.slice(0, 200)}; this API accepts ${issuer}`)
}

/** The end has no tolerance; the beginning has, since clocks differ and a token is often used at once (JOSE-5). */
function checkTimes(
  { exp, nbf, iat }: ActiveToken,
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

function checkAudience({ aud = [] }: ActiveToken, { audience, introspection }: Settings): Refused | null {
  if (audience === null || aud.includes(audience)) return null
  const shown = aud.slice(0, 20).map((one) => one.slice(0, 200))
  const has = shown.length === 0 ? 'no audience' : `audience ${shown.join(', ')}`
  // only projects have an audience scope (contract 6.6)
  const remedy =
    audience === introspection.clientId
      ? 'log in with an application of the same project, or make the project the audience of this API'
      : `request scope ${audienceScope(audience)}`
  return refused('wrong_audience', `the token has ${has}; this API accepts ${audience}: ${remedy}`)
}

/** ZITADEL also calls inactive what is meant for others (contract 7.1), and does not say which it is. */
function inactiveDetail({ audience, introspection }: Settings): string {
  const project =
    audience === null || audience === introspection.clientId ? '<project of this API>' : audience
  return (
    'the issuer calls the token inactive: expired, revoked, its session ended, not an access token, or its audience holds neither ' +
    `${introspection.clientId} nor the project of that application (then request scope ${audienceScope(project)})`
  )
}

const audienceScope = (projectId: string): string => `urn:zitadel:iam:org:project:id:${projectId}:aud`

/** The project whose roles count; `null` is the introspecting client's own. */
function projectOf({ projectId, audience, introspection }: Settings): string | null {
  if (projectId !== undefined) return projectId
  return audience === introspection.clientId ? null : audience
}
