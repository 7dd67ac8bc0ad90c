import type { GuardReason } from '../errors.ts'
import type { ClaimNeed } from '../jwt/profiles.ts'
import type { Principal } from '../principal/principal.ts'
import type { GuardRequest } from '../request.ts'

/** Why a principal may not do this. */
export interface Denial {
  readonly reason: Extract<
    GuardReason,
    | 'role_missing'
    | 'scope_missing'
    | 'organization_differs'
    | 'not_a_user'
    | 'demand_unmet'
    | 'authentication_too_old'
    | 'authentication_too_weak'
  >
  /** For the log: what is missing and what to change. */
  readonly detail: string
  /** What to ask the issuer for, where that would help: scopes, or another login. Stands in the challenge. */
  readonly ask?: { readonly scope?: string; readonly acr_values?: string; readonly max_age?: number }
}

/** What a route asks of its caller beyond a good token. Only `null` lets pass; a throw is the caller's error and no permission. */
export interface Demand {
  (principal: Principal, request: GuardRequest, at: number): Denial | null | Promise<Denial | null>
  /** Without one of these claims nobody ever meets the demand. */
  readonly needs?: readonly ClaimNeed[]
}
