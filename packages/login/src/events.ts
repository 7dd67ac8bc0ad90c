import type { StepName } from './engine.ts'
import type { LoginErrorCode } from './errors.ts'
import type { Method, Requirement } from './requirement.ts'
import type { Occasion } from './sufficiency/facts.ts'

/**
 * What happens at a login, for the log and the audit trail. A closed list; none holds a secret, a password, a code, a token or the
 * name that was typed. `attempt` is the public half of a handle.
 */
export type LoginEvent =
  | { readonly name: 'login.begun'; readonly attempt: string }
  | {
      readonly name: 'login.proof_accepted'
      readonly attempt: string
      readonly method: Method
      readonly subject: string | null
    }
  | ({ readonly name: 'login.proof_rejected'; readonly attempt: string; readonly method: Method } & Refusal)
  | {
      readonly name: 'login.requirements'
      readonly attempt: string
      readonly subject: string | null
      readonly missing: readonly Requirement[]
    }
  | {
      readonly name: 'login.finished'
      readonly attempt: string
      readonly subject: string
      readonly methods: readonly Method[]
      readonly policyVersion: string
      readonly otherAudiences: readonly string[]
    }
  | ({
      readonly name: 'login.refused'
      readonly attempt: string
      readonly missing: readonly Requirement[]
    } & Refusal)
  | { readonly name: 'login.cancelled'; readonly attempt: string }
  | { readonly name: 'login.undone'; readonly attempt: string }
  | ({ readonly name: 'login.undo_failed'; readonly attempt: string } & Refusal)
  | { readonly name: 'session.renewed'; readonly subject: string; readonly policyVersion: string }
  | ({
      readonly name: 'session.renewal_refused'
      readonly subject: string
      readonly missing: readonly Requirement[]
    } & Refusal)
  | { readonly name: 'session.ended' }
  | {
      /** For measuring, not for the audit trail. */
      readonly name: 'login.step'
      readonly flow: 'back_channel'
      readonly occasion: Occasion
      readonly step: StepName
      readonly durationMs: number
      readonly outcome: 'done' | LoginErrorCode
    }
  | {
      readonly name: 'issuer.deprecation'
      /** Method and path, without ids. */
      readonly operation: string
      /** The header fields as they came, shortened. */
      readonly deprecation: string | null
      readonly sunset: string | null
    }

/** Why, for the log only: `detail` may name ZITADEL's own error id. */
export interface Refusal {
  readonly code: LoginErrorCode
  readonly detail: string
}

/** Receives events; must not throw and is not waited for. */
export type LoginEvents = (event: LoginEvent) => void
