/** A way to prove who one is, in the words of OpenID's and ZITADEL's world. */
export type Method =
  | 'password'
  | 'passkey'
  | 'idp'
  | 'totp'
  | 'u2f'
  | 'otp_sms'
  | 'otp_email'
  | 'recovery_code'

/**
 * What is still missing before a login may finish. The first group can be acted on by the user, the second cannot: such a login
 * ends without a token.
 */
export type RequirementType =
  | 'first_factor'
  | 'second_factor'
  | 'password_change_required'
  | 'email_verification_required'
  | 'mfa_enrolment_required'
  | 'sso_required'
  // not in the user's hands
  | 'mfa_not_configured'
  | 'user_not_ready'
  | 'user_refused'
  | 'organization_inactive'
  | 'wrong_organization'
  | 'wrong_user'
  | 'facts_disagree'
  | 'clock_skewed'
  | 'policy_unreadable'

/** One thing that is still missing. Plain data: it travels to the user interface as it is. */
export interface Requirement {
  readonly type: RequirementType
  /** The methods that would satisfy it, where it is about proving something. */
  readonly methods?: readonly Method[]
  /** Why, as a stable code for the log and the audit trail, such as `password_older_than_policy`. */
  readonly reason: string
}
