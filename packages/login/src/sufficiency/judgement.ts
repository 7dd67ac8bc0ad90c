import type { Method, Requirement, RequirementType } from '../requirement.ts'
import type { UnreadableReason } from './reading.ts'
import type { Reason } from './reasons.ts'

/** A requirement as the rules make it: its reason is one of the closed list. */
export interface Missing extends Requirement {
  readonly type: RequirementType
  readonly reason: Reason
}

/** Something that the user may do and may leave. Never a requirement. */
export interface Offer {
  readonly type: 'mfa_enrolment'
  readonly methods: readonly Method[]
}

/** Something for the log that does not decide. */
export type Note =
  | { readonly code: 'clock_offset'; readonly offsetMs: number }
  | { readonly code: 'unreadable'; readonly fact: string; readonly reason: UnreadableReason }

/** What the facts amount to. */
export interface Judgement {
  /** All that is missing, the first that the user can act on first: for the log and for deciding. Empty: sufficient. */
  readonly requirements: readonly Missing[]
  /**
   * The same as far as a user interface may be told. Until a first factor is proven it says nothing of the user, whoever that is
   * (CRED-9): it is then the same for a locked, a deactivated and a good account.
   */
  readonly needs: readonly Requirement[]
  /** Something is missing that is not in the user's hands: the attempt ends without a token. */
  readonly isRefused: boolean
  /** A first factor was proven to ZITADEL by this user, whether or not today's policy takes it. */
  readonly isFirstFactorProven: boolean
  /** Proven and counted by every rule, the first factor first. */
  readonly methods: readonly Method[]
  readonly offers: readonly Offer[]
  readonly notes: readonly Note[]
}
