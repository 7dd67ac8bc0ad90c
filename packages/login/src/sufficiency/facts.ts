import type { Method } from '../requirement.ts'
import type { Reading } from './reading.ts'

/**
 * Everything that the sufficiency check looks at, as plain data. All times are milliseconds since the epoch; those that come from
 * ZITADEL are on ZITADEL's clock and may have a fraction.
 */
export interface Facts {
  /** At a login everything counts; at a renewal lifetimes do, and what the application asked of the login (`maxAge`) does not. */
  readonly occasion: Occasion
  /** Our clock. */
  readonly now: number
  /** How far ZITADEL's clock is ahead of ours, from the `Date` of the answers that the other facts come from. */
  readonly clockOffsetMs: Reading<number>
  /** The ZITADEL session that was asked for, and what came back; `null`: it does not exist (any more). */
  readonly sessionId: string
  readonly session: Reading<SessionFacts | null>
  /** `null`: there is no such user. */
  readonly user: Reading<UserFacts | null>
  readonly methods: Reading<EnrolledMethods>
  /** `null`: there is no such organization. ZITADEL answers with the instance's settings for one (contract 12.4). */
  readonly organization: Reading<OrganizationFacts | null>
  readonly loginPolicy: Reading<LoginPolicy>
  readonly passwordExpiry: Reading<PasswordExpiry>
  readonly identityProviders: Reading<ActiveIdentityProviders>
  readonly asked: Asked
  readonly name: NameFound
  /** Kept from the identity provider's intent: the read-back of a session does not name it (contract 3.11). */
  readonly intent: KeptIntent | null
  readonly deployment: Deployment
}

export type Occasion = 'login' | 'renewal'

/** A factor as ZITADEL holds it. */
export interface Verified {
  readonly verifiedAt: number
}

/** `GET /v2/sessions/{id}` (contract 3.5). */
export interface SessionFacts {
  readonly id: string
  /** `null`: the session knows no user. */
  readonly user: { readonly id: string; readonly organizationId: string; readonly loginName: string } | null
  readonly factors: SessionFactors
  /** `null`: never expires. */
  readonly expiresAt: number | null
  /** What we gave as `userAgent.fingerprintId` when it was made: the attempt's identifier. */
  readonly fingerprint: string | null
}

export interface SessionFactors {
  readonly password: Verified | null
  readonly webAuthN: (Verified & { readonly userVerified: boolean }) | null
  readonly intent: Verified | null
  readonly totp: Verified | null
  readonly otpSms: Verified | null
  readonly otpEmail: Verified | null
  readonly recoveryCode: Verified | null
}

/** `GET /v2/users/{id}`. */
export interface UserFacts {
  readonly id: string
  readonly organizationId: string
  readonly kind: 'human' | 'machine' | 'unknown'
  readonly state: 'active' | 'initial' | 'inactive' | 'locked' | 'deleted' | 'unknown'
  readonly isEmailVerified: boolean
  readonly isPasswordChangeRequired: boolean
  /** `null`: never had one, or it was never recorded. */
  readonly passwordChangedAt: number | null
  readonly mfaSkippedAt: number | null
}

/** `GET /v2/users/{id}/authentication_methods`. The answer names no user and is empty for an unknown one (contract 12.1). */
export interface EnrolledMethods {
  /** The user that was asked for. */
  readonly userId: string
  readonly methods: readonly Method[]
}

/** `POST /v2/organizations/_search`. */
export interface OrganizationFacts {
  readonly id: string
  readonly state: 'active' | 'inactive' | 'removed' | 'unknown'
}

/** `GET /v2/settings/login` (contract 12.4). Durations are milliseconds; `null` where the answer has none. */
export interface LoginPolicy {
  /** The organization that was asked for. */
  readonly organizationId: string
  readonly allowLocalAuthentication: boolean
  readonly allowExternalIdp: boolean
  readonly forceMfa: boolean
  readonly forceMfaLocalOnly: boolean
  readonly passkeys: 'allowed' | 'not_allowed'
  readonly secondFactors: readonly SecondFactor[]
  /** Whether a passkey may be enrolled as multi-factor. */
  readonly multiFactorPasskey: boolean
  readonly disableLoginWithEmail: boolean
  readonly disableLoginWithPhone: boolean
  readonly passwordCheckLifetimeMs: number | null
  readonly externalLoginCheckLifetimeMs: number | null
  readonly secondFactorCheckLifetimeMs: number | null
  readonly multiFactorCheckLifetimeMs: number | null
  readonly mfaInitSkipLifetimeMs: number | null
}

export type SecondFactor = 'totp' | 'u2f' | 'otp_sms' | 'otp_email' | 'recovery_code'

/** `GET /v2/settings/password/expiry`. */
export interface PasswordExpiry {
  readonly organizationId: string
  /** 0: never. */
  readonly maxAgeDays: number
}

/** `GET /v2/settings/login/idps`. Not emptied by `allowExternalIdp: false` (contract 3.11). */
export interface ActiveIdentityProviders {
  readonly organizationId: string
  readonly ids: readonly string[]
}

/** What this login was begun for: the attempt's own record, or at a renewal the session's. */
export interface Asked {
  /** `null` at a renewal. */
  readonly attempt: { readonly id: string; readonly startedAt: number } | null
  /** 0: proven in this very attempt. */
  readonly maxAgeSeconds?: number
  readonly prompt?: 'login'
  readonly organizationId?: string
  readonly expectedSubject?: string
}

/** How the user was found before the first factor was proven. */
export interface NameFound {
  readonly by: 'login_name' | 'email' | 'phone' | 'user_id'
  /** How many users the name fits where it was looked up; more than one is none. */
  readonly hits: number
}

/** An identity provider's intent as the attempt, and later the session's record, keeps it. */
export interface KeptIntent {
  readonly idpId: string
  /** The attempt that started it. */
  readonly attemptId: string
  /** When it was started, on our clock. */
  readonly startedAt: number
  /** How many session checks it has passed, the one that made the factor included. */
  readonly uses: number
}

/** What the operator of this deployment decided. Saying nothing is the strict behaviour. */
export interface Deployment {
  /** First factors that the login form offers before anything is known of a user. Never derived from a user. */
  readonly firstFactors: readonly Method[]
  /** Lets users in whose e-mail address is not verified. */
  readonly allowUnverifiedEmail?: true
  /** From the start of an intent to its check. Default 600. */
  readonly intentLimitSeconds?: number
}
