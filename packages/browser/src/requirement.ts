/** What may be missing before a login can finish. The first six are in the user's hands. */
export type RequirementType =
  | 'first_factor'
  | 'second_factor'
  | 'password_change_required'
  | 'email_verification_required'
  | 'mfa_enrolment_required'
  | 'sso_required'
  | 'mfa_not_configured'
  | 'user_not_ready'
  | 'user_refused'
  | 'organization_inactive'
  | 'wrong_organization'
  | 'wrong_user'
  | 'facts_disagree'
  | 'clock_skewed'
  | 'policy_unreadable'

/** One thing that is still missing. A newer gateway may know more types than this page: treat those as "cannot be done here". */
export interface Requirement {
  readonly type: RequirementType | (string & Record<never, never>)
  /** The methods that would satisfy it, such as `password` or `totp`; empty where it is not about proving something. */
  readonly methods: readonly string[]
  /** A stable code for support; not a text for the user. */
  readonly reason: string
}
