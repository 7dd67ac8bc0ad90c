import { formatScope } from '@postern/protocol'
import { GuardError, type GuardReason } from './errors.ts'
import type { Principal } from './principal/principal.ts'
import type { GuardRequest } from './request.ts'

/** Why a principal may not do this. */
export interface Denial {
  readonly reason: Extract<GuardReason, 'role_missing' | 'scope_missing' | 'demand_unmet'>
  /** For the log: what is missing and what to change. */
  readonly detail: string
  /** Scopes to ask for, where that would help. */
  readonly scope?: string
}

/** What a route asks of its caller beyond a good token. Only `null` lets pass; a throw is the caller's error and no permission. */
export type Demand = (principal: Principal, request: GuardRequest) => Denial | null | Promise<Denial | null>

/**
 * Demands a role of this API's project, in a certain organization or in any. A missing claim grants nothing (AT-4).
 *
 * @throws GuardError `CONFIGURATION_INVALID` at once, for an empty role.
 */
export function requireRole(role: string, options: { readonly organizationId?: string } = {}): Demand {
  if (role === '') throw new GuardError('configuration_invalid', 'requireRole needs the key of a role')
  const { organizationId } = options
  if (organizationId === '')
    throw new GuardError('configuration_invalid', 'requireRole: organizationId is empty')
  return (principal) => {
    if (principal.hasRole(role, options)) return null
    const where = organizationId === undefined ? '' : ` in organization ${organizationId}`
    const held = principal.roles
      .map((one) => `${one.role} (project ${one.projectId ?? 'of this API'})`)
      .join(', ')
    return {
      reason: 'role_missing',
      detail:
        `needs role ${role}${where}; the token has ${held === '' ? 'no role' : held}: grant the role in ZITADEL, and if the login ` +
        `asks for role scopes, ask for urn:zitadel:iam:org:project:role:${role}`,
    }
  }
}

/**
 * Demands all of the scopes.
 *
 * @throws GuardError `CONFIGURATION_INVALID` at once, for no scope or one that RFC 6749 §3.3 does not allow.
 */
export function requireScope(...scopes: readonly [string, ...string[]]): Demand {
  if (scopes.length === 0)
    throw new GuardError('configuration_invalid', 'requireScope needs at least one scope')
  const scope = formatDemanded(scopes)
  return (principal) => {
    const missing = scopes.filter((scope) => !principal.scopes.includes(scope))
    if (missing.length === 0) return null
    return {
      reason: 'scope_missing',
      detail: `the token lacks scope ${missing.join(' ')}: ask for it at login`,
      scope,
    }
  }
}

/** Demands what a predicate of yours says; only exactly `true` lets pass. `description` goes to the log. */
export function requireThat(
  description: string,
  predicate: (principal: Principal, request: GuardRequest) => boolean | Promise<boolean>,
): Demand {
  return async (principal, request) => {
    if ((await predicate(principal, request)) === true) return null
    return { reason: 'demand_unmet', detail: `not met: ${description}` }
  }
}

function formatDemanded(scopes: readonly string[]): string {
  try {
    return formatScope(scopes)
  } catch (cause) {
    throw new GuardError('configuration_invalid', 'requireScope needs scopes as RFC 6749 §3.3 allows them', {
      cause,
    })
  }
}
