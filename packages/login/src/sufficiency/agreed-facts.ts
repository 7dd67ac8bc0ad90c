import type {
  ActiveIdentityProviders,
  EnrolledMethods,
  Facts,
  LoginPolicy,
  OrganizationFacts,
  PasswordExpiry,
  SessionFacts,
  UserFacts,
} from './facts.ts'

/**
 * Facts of which every one was read and which belong together. Rules 1 to 8 take nothing else, so that none of them can look past
 * an unreadable fact: the type is the proof.
 */
export interface AgreedFacts
  extends Omit<
    Facts,
    | 'session'
    | 'user'
    | 'methods'
    | 'organization'
    | 'loginPolicy'
    | 'passwordExpiry'
    | 'identityProviders'
    | 'clockOffsetMs'
  > {
  readonly clockOffsetMs: number
  /** Now, on ZITADEL's clock. */
  readonly zitadelNow: number
  readonly session: SessionFacts & { readonly user: NonNullable<SessionFacts['user']> }
  readonly user: UserFacts
  readonly methods: EnrolledMethods
  /** `null`: does not exist. */
  readonly organization: OrganizationFacts | null
  readonly loginPolicy: LoginPolicy
  readonly passwordExpiry: PasswordExpiry
  readonly identityProviders: ActiveIdentityProviders
}
