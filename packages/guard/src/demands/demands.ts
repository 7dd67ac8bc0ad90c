import { formatScope } from '@postern/protocol'
import { GuardError } from '../errors.ts'
import type { Principal } from '../principal/principal.ts'
import type { GuardRequest } from '../request.ts'
import type { Demand } from './demand.ts'

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
        `asks for role scopes, ask for urn:zitadel:iam:org:project:role:${role}; in a JWT that is judged offline roles also need ` +
        "the application's setting to assert them in access tokens",
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
  const demand: Demand = (principal) => {
    const missing = scopes.filter((one) => principal.scopes?.includes(one) !== true)
    if (missing.length === 0) return null
    const detail = `the token lacks scope ${missing.join(' ')}: ask for it at login`
    return { reason: 'scope_missing', detail, ask: { scope } }
  }
  return Object.assign(demand, { needs: ['scope'] as const })
}

/**
 * Demands that the user belongs to an organization: this one, or the one that a function finds in the request (AT-9). The login has to
 * ask for the scope `urn:zitadel:iam:user:resourceowner`; without it nobody belongs anywhere.
 */
export function requireOrganization(
  expected: string | ((request: GuardRequest) => string | null | Promise<string | null>),
): Demand {
  if (expected === '') throw new GuardError('configuration_invalid', 'requireOrganization: the id is empty')
  return async ({ organization }, request) => {
    const id = typeof expected === 'string' ? expected : await expected(request)
    if (organization !== null && id !== null && organization.id === id) return null
    const has = organization === null ? 'names no organization' : `is of organization ${organization.id}`
    return {
      reason: 'organization_differs',
      detail: `the token ${has}; the login must ask for urn:zitadel:iam:user:resourceowner, and the user belong there`,
    }
  }
}

/**
 * Demands that a person logged in for this token: that it says when, and that its subject is not the client itself (AT-5, RFC 9068 §5).
 * Tokens of service accounts and personal access tokens say nothing of a login (contract 7.1).
 */
export function requireUser(): Demand {
  const demand: Demand = ({ subject, client, authTime }) =>
    authTime !== null && client !== null && client !== subject
      ? null
      : { reason: 'not_a_user', detail: 'the token is of a machine: nobody logged in for it' }
  return Object.assign(demand, { needs: ['auth_time'] as const })
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
