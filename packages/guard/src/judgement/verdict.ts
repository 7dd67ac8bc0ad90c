import type { GuardReason } from '../errors.ts'
import type { Principal } from '../principal/principal.ts'

/** What is known of a token, whoever sends it. Shared by all requests that bring the same token. */
export type Verdict = Accepted | Refused

export interface Accepted {
  readonly accepted: true
  readonly principal: Principal
  /** `null` for a bearer token. */
  readonly binding: Binding | null
}

export interface Refused {
  readonly accepted: false
  readonly reason: GuardReason
  readonly detail: string
}

/** What the sender of a bound token has to prove; of two both. */
export interface Binding {
  /** The thumbprint of a DPoP key (RFC 9449 §6.1). */
  readonly jkt: string | null
  /** The thumbprint of a client certificate (RFC 8705 §3.1). */
  readonly certificate: string | null
}

export const refused = (reason: GuardReason, detail: string): Refused => ({ accepted: false, reason, detail })
