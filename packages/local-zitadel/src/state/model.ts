import type { JsonWebKey } from 'node:crypto'

/**
 * What the local ZITADEL remembers, as plain data: one instance, everything in maps by id. Times are milliseconds since the epoch,
 * ids are ZITADEL's decimal strings. Nothing here decides anything; operations and endpoints do.
 */
export interface Instance {
  readonly id: string
  name: string
  defaultLanguage: string
  /** The project that holds ZITADEL's own API; its id replaces `zitadel` in audience scopes. */
  ownProjectId: string
  defaultOrganizationId: string
  /** Host names without port that reach this instance. */
  domains: string[]
  trustedDomains: string[]
  features: { loginV2: { required: boolean; baseUri?: string }; [name: string]: unknown }
  oidcSettings: {
    accessTokenLifetimeMs: number
    idTokenLifetimeMs: number
    refreshTokenIdleExpirationMs: number
    refreshTokenExpirationMs: number
  }
  security: { enableImpersonation: boolean; [name: string]: unknown }
  policies: Policies
  /** Change details of the instance's own policies, by policy. */
  policyDetails: Map<PolicyName, PolicyDetails>
  /** How codes are made, by purpose. */
  secretGenerators: Map<SecretGeneratorName, SecretGenerator>
  createdAt: number
  changedAt: number
  sequence: number
  /** Administrators of the instance: user id to roles such as IAM_OWNER. */
  members: Map<string, string[]>
  organizations: Map<string, Organization>
  users: Map<string, User>
  projects: Map<string, Project>
  applications: Map<string, Application>
  authorizations: Map<string, Authorization>
  groups: Map<string, Group>
  sessions: Map<string, Session>
  authRequests: Map<string, AuthRequest>
  oidcSessions: Map<string, OidcSession>
  webKeys: Map<string, WebKey>
  /** Keys that encrypt opaque tokens, by purpose. */
  tokenKey: Uint8Array
}

export interface Policies {
  login: LoginPolicy
  lockout: { maxPasswordAttempts: number; maxOtpAttempts: number; showLockoutFailure: boolean }
  passwordAge: { maxAgeDays: number; expireWarnDays: number }
  passwordComplexity: {
    minLength: number
    hasUppercase: boolean
    hasLowercase: boolean
    hasNumber: boolean
    hasSymbol: boolean
  }
  domain: {
    userLoginMustBeDomain: boolean
    validateOrgDomains: boolean
    smtpSenderAddressMatchesInstanceDomain: boolean
  }
}

export type SecretGeneratorName = 'init' | 'email' | 'phone' | 'password' | 'invite' | 'otpSms' | 'otpEmail'

export interface SecretGenerator {
  length: number
  expiryMs: number
  lower: boolean
  upper: boolean
  digits: boolean
  symbols: boolean
}

export type PolicyName = keyof Policies | 'branding' | 'legalAndSupport'

export interface PolicyDetails {
  createdAt: number
  changedAt: number
  sequence: number
}

export interface LoginPolicy {
  allowLocalAuthentication: boolean
  allowRegister: boolean
  allowExternalIdp: boolean
  forceMfa: boolean
  forceMfaLocalOnly: boolean
  passkeysAllowed: boolean
  hidePasswordReset: boolean
  ignoreUnknownUsernames: boolean
  allowDomainDiscovery: boolean
  disableLoginWithEmail: boolean
  disableLoginWithPhone: boolean
  defaultRedirectUri: string
  passwordCheckLifetimeMs: number
  externalLoginCheckLifetimeMs: number
  mfaInitSkipLifetimeMs: number
  secondFactorCheckLifetimeMs: number
  multiFactorCheckLifetimeMs: number
  /** Enum names of `zitadel.settings.v2.SecondFactorType` and `MultiFactorType`. */
  secondFactors: string[]
  multiFactors: string[]
  identityProviders: string[]
}

export interface Organization {
  readonly id: string
  name: string
  primaryDomain: string
  state: 'active' | 'inactive' | 'removed'
  createdAt: number
  changedAt: number
  sequence: number
  /** Roles of members of this organization (ORG_OWNER …), by user id. */
  members: Map<string, string[]>
  /** Own policies; what is absent is inherited from the instance. */
  policies: Partial<Policies>
  policyDetails: Map<PolicyName, PolicyDetails>
}

export type UserState = 'active' | 'inactive' | 'locked' | 'initial' | 'removed'

export interface User {
  readonly id: string
  organizationId: string
  username: string
  state: UserState
  createdAt: number
  changedAt: number
  sequence: number
  metadata: Map<string, { value: Uint8Array; createdAt: number; changedAt: number }>
  human?: Human
  machine?: Machine
}

export interface Human {
  givenName: string
  familyName: string
  nickName: string
  displayName: string
  preferredLanguage: string
  gender: string
  avatarUrl: string
  email: { address: string; verified: boolean }
  phone?: { number: string; verified: boolean }
  password?: { hash: string; changedAt: number; changeRequired: boolean }
  passwordFailures: number
  otpFailures: number
  totp?: { secret: string; verified: boolean }
  otpSms: boolean
  otpEmail: boolean
  /** Hashes of unused recovery codes. */
  recoveryCodes: string[]
  mfaInitSkippedAt?: number
  /** Open codes (e-mail, phone, reset, invite), by purpose. */
  codes: Map<string, { code: string; expiresAt: number; tries: number; sent?: boolean }>
  /** WebAuthn credentials and links to identity providers come with later operations. */
  passkeys: unknown[]
  idpLinks: { idpId: string; userId: string; userName: string }[]
}

export interface Machine {
  name: string
  description: string
  accessTokenType: 'bearer' | 'jwt'
  secretHash?: string
  /** By key id. */
  keys: Map<string, { publicKeyPem: string; expiresAt: number; createdAt: number }>
  /** By token id. */
  pats: Map<string, { expiresAt: number; createdAt: number; scopes: string[] }>
}

export interface Project {
  readonly id: string
  organizationId: string
  name: string
  state: 'active' | 'inactive'
  roleAssertion: boolean
  /** Bind check 9 of contract 5.3. */
  authorizationRequired: boolean
  /** Bind check 8 of contract 5.3. */
  projectAccessRequired: boolean
  createdAt: number
  changedAt: number
  sequence: number
  roles: Map<string, ProjectRole>
  /** Organizations it is granted to, with the roles granted. */
  grants: Map<string, ProjectGrant>
}

export interface ProjectRole {
  displayName: string
  group: string
  /** Absent for one that came with the project. */
  createdAt?: number
  changedAt?: number
}

export interface ProjectGrant {
  readonly grantId: string
  roleKeys: string[]
  /** An inactive grant lets nobody in. */
  state?: 'inactive'
  createdAt?: number
  changedAt?: number
}

export interface Application {
  readonly id: string
  projectId: string
  name: string
  state: 'active' | 'inactive'
  createdAt: number
  changedAt: number
  sequence: number
  clientId: string
  secretHash?: string
  keys: Map<string, { publicKeyPem: string; expiresAt: number; createdAt: number }>
  oidc?: OidcConfiguration
  api?: { authMethodType: 'basic' | 'private_key_jwt' }
}

export interface OidcConfiguration {
  redirectUris: string[]
  postLogoutRedirectUris: string[]
  responseTypes: ('code' | 'id_token' | 'id_token token')[]
  grantTypes: ('authorization_code' | 'implicit' | 'refresh_token' | 'device_code' | 'token_exchange')[]
  applicationType: 'web' | 'user_agent' | 'native'
  authMethodType: 'basic' | 'post' | 'none' | 'private_key_jwt'
  developmentMode: boolean
  accessTokenType: 'bearer' | 'jwt'
  accessTokenRoleAssertion: boolean
  idTokenRoleAssertion: boolean
  idTokenUserinfoAssertion: boolean
  clockSkewMs: number
  additionalOrigins: string[]
  skipNativeAppSuccessPage: boolean
  backChannelLogoutUri: string
  loginVersion: { version: 'unspecified' | 'v1' } | { version: 'v2'; baseUri?: string }
}

/** Users of an organization under one name; claims show it where a scope asks for it. */
export interface Group {
  readonly id: string
  organizationId: string
  name: string
  description: string
  userIds: string[]
  createdAt: number
  changedAt: number
}

/** Roles of a user on a project (v2 "authorization", v1 "user grant"). */
export interface Authorization {
  readonly id: string
  userId: string
  projectId: string
  organizationId: string
  roleKeys: string[]
  state: 'active' | 'inactive'
  createdAt: number
  changedAt: number
}

export interface Session {
  readonly id: string
  readonly createdAt: number
  changedAt: number
  sequence: number
  creatorId: string
  /** `made_up`: changed by an id that no CreateSession gave out. The original answers 200 and knows nothing afterwards (contract 16.6). */
  state: 'active' | 'terminated' | 'made_up'
  /** The id inside the one session token that is good now. */
  tokenId: string
  expiresAt?: number
  metadata: Map<string, Uint8Array>
  userAgent?: { fingerprintId?: string; ip?: string; description?: string; header?: Record<string, string[]> }
  user?: { id: string; organizationId: string; checkedAt: number }
  passwordCheckedAt?: number
  intentCheckedAt?: number
  webAuthN?: { checkedAt: number; userVerified: boolean }
  totpCheckedAt?: number
  otpSmsCheckedAt?: number
  otpEmailCheckedAt?: number
  recoveryCodeCheckedAt?: number
  /** Who wants to hear of its end (contract 9). */
  logoutRegistrations?: LogoutRegistration[]
  /** The user's password changed, or he was made inactive, after the check: reads no longer show it, binds still see it (contract 3.5). */
  hiddenFromReads?: { password?: boolean; session?: boolean }
  challenges: {
    otpSms?: OtpChallenge
    otpEmail?: OtpChallenge
    webAuthN?: { challenge: string; domain: string; userVerification: string }
  }
}

/** An application's wish to hear of a session's end, as it was when tokens were issued. */
export interface LogoutRegistration {
  readonly uri: string
  readonly userId: string
  readonly clientId: string
}

export interface OtpChallenge {
  code: string
  expiresAt: number
}

export interface AuthRequest {
  /** `V2_<digits>`. */
  readonly id: string
  readonly createdAt: number
  /** Value of `x-zitadel-login-client`, or empty. */
  loginClient: string
  clientId: string
  redirectUri: string
  responseType: string
  responseMode?: string
  scope: string[]
  audience: string[]
  state: string
  nonce?: string
  codeChallenge?: { challenge: string; method: 'S256' | 'plain' }
  prompt: string[]
  maxAgeSeconds?: number
  uiLocales: string[]
  loginHint?: string
  hintUserId?: string
  requiredOrganizationId?: string
  issuer: string
  status: 'added' | 'linked' | 'failed' | 'exchanged'
  linked?: LinkedSession
}

/** What a bind recorded: the session as it was at that moment. */
export interface LinkedSession {
  sessionId: string
  userId: string
  authTime?: number
  /** Enum-like names of the checks that were there, in ZITADEL's order, for `amr`. */
  methods: ('password' | 'passkey' | 'u2f' | 'idp' | 'totp' | 'otp_sms' | 'otp_email' | 'recovery_code')[]
}

/** One grant: what an access token and a refresh token hang on. */
export interface OidcSession {
  /** `V2_<digits>`. */
  readonly id: string
  readonly createdAt: number
  readonly grant:
    | 'authorization_code'
    | 'device_code'
    | 'token_exchange'
    | 'jwt_bearer'
    | 'client_credentials'
    | 'implicit'
  userId: string
  organizationId: string
  clientId: string
  sessionId?: string
  scope: string[]
  audience: string[]
  nonce?: string
  authTime?: number
  methods: LinkedSession['methods']
  /** The newest access token; only this one is active. */
  accessToken?: {
    id: string
    createdAt: number
    expiresAt: number
    revoked: boolean
    /** Made when the ZITADEL session had already ended: its end does not concern it (contract 6.7). */
    outlivesSession?: true
  }
  refreshToken?: { id: string; createdAt: number; expiresAt: number; idleExpiresAt: number; revoked: boolean }
}

export interface WebKey {
  readonly id: string
  /** `removed`: no longer published, and what it signed is still taken for a day (contract 1.4). */
  state: 'initial' | 'active' | 'inactive' | 'removed'
  algorithm: 'RS256' | 'RS384' | 'RS512' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA'
  privateJwk: JsonWebKey
  publicJwk: JsonWebKey
  createdAt: number
  changedAt: number
  sequence: number
}
