import type { Requirement, Method } from './requirement.ts'

/** What the application asks of one login. */
export interface LoginContext {
  /** Seconds; 0 means "proven in this very attempt". */
  readonly maxAgeSeconds?: number
  /** `login`: like `maxAgeSeconds: 0`. */
  readonly prompt?: 'login'
  /** The organization that the user must belong to. */
  readonly organizationId?: string
  /** The subject that must come out, for step-up and re-authentication. */
  readonly expectedSubject?: string
  /** What is known of the device; goes to ZITADEL's `userAgent` and into the session's outer envelope. */
  readonly device: { readonly address: string | null; readonly userAgent: string | null }
}

/** Both halves of an attempt's handle: the identifier that the page holds and the secret of the pre-login cookie (FIX-3). */
export interface AttemptHandle {
  readonly attempt: string
  readonly secret: Uint8Array<ArrayBuffer>
}

/** Passwords and codes are bytes, and are zeroed by the engine when they were used, whatever the outcome. */
export type Proof =
  | { readonly method: 'password'; readonly loginName: string; readonly password: Uint8Array<ArrayBuffer> }
  | { readonly method: 'totp'; readonly code: Uint8Array<ArrayBuffer> }

/** What a user interface may know of an attempt. */
export interface AttemptView {
  readonly attempt: string
  readonly state: 'open' | 'finished'
  /** What is still needed; the first that the user can act on stands first. */
  readonly needs: readonly Requirement[]
  readonly expiresAt: number
}

export type StepName =
  | 'authenticate_application'
  | 'verify_user'
  | 'begin_authorization'
  | 'bind_session'
  | 'exchange_code'
  | 'validate_tokens'
  | 'store_tokens'

/** One of the seven steps as it was done, by the server's clock. Holds no secret. */
export interface StepRecord {
  readonly step: StepName
  readonly startedAt: number
  readonly endedAt: number
}

/** Tokens that passed validation. Never leaves the server. */
export interface TokenSet {
  readonly accessToken: string
  readonly idToken: string
  /** Milliseconds since the epoch. */
  readonly accessTokenExpiresAt: number
}

/** A login that satisfied every requirement and whose tokens were validated: all that a session is made from. */
export interface FinishedLogin {
  readonly flow: 'back_channel'
  readonly tokens: TokenSet
  readonly subject: string
  /** The ZITADEL session, which ends all tokens when it is ended. */
  readonly zitadelSessionId: string
  readonly organizationId: string
  /** The methods proven, as read back from ZITADEL. */
  readonly methods: readonly Method[]
  readonly authTime: number
  readonly roles: readonly string[]
  /** Claims of the validated ID token, and of userinfo where the ID token has none. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly steps: readonly StepRecord[]
}

/**
 * Keeps a finished login: the seventh step. Called once, when everything was proven and validated; what it throws undoes the login.
 * Left out, whoever called gets the login and answers for it.
 */
export type KeepLogin = (login: FinishedLogin) => Promise<void>

/** A logout token that was validated (OpenID Connect Back-Channel Logout §2.6). At least one of subject and session is there. */
export interface VerifiedLogoutToken {
  readonly issuer: string
  readonly subject: string | null
  /** The `sid`: the ZITADEL session. */
  readonly zitadelSessionId: string | null
  /** The `jti`. */
  readonly tokenId: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** What to know of an engine that is ready. */
export interface Readiness {
  /** When the login client's key ends, in milliseconds since the epoch; `null` where nobody says it, as of a personal access token. */
  readonly loginClientExpiresAt: number | null
}

/** What became of attempts that nobody will finish. */
export interface RecoveryReport {
  /** What they made at ZITADEL is undone. */
  readonly undone: number
  /** Could not be undone yet; tried again at the next call. */
  readonly left: number
}

/** What must be known of a living session to renew or judge it. */
export interface LivingSession {
  readonly zitadelSessionId: string
  readonly subject: string
  readonly organizationId: string
  readonly authTime: number
}

export type ProveResult =
  | { readonly kind: 'needs'; readonly view: AttemptView }
  | { readonly kind: 'finished'; readonly view: AttemptView; readonly login: FinishedLogin }

/**
 * Logs users in. Every method rejects with a `LoginError`, whose row in the table of codes has the status and the only text that a
 * browser may see, or with the store's own `StoreError`.
 */
export interface LoginEngine {
  /** Creates an attempt, sealed under a new secret. Nothing is asked of ZITADEL yet. */
  begin(context: LoginContext): Promise<{ readonly handle: AttemptHandle; readonly view: AttemptView }>
  /** Takes one proof. When nothing is missing any more, binds, exchanges, validates and keeps in the same call. */
  prove(handle: AttemptHandle, proof: Proof, keep?: KeepLogin): Promise<ProveResult>
  view(handle: AttemptHandle): Promise<AttemptView>
  /** Ends the attempt and what it made at ZITADEL. */
  cancel(handle: AttemptHandle): Promise<void>
  /** Mints another token set from the living ZITADEL session (make before break), judged by today's policy. */
  renew(session: LivingSession): Promise<FinishedLogin>
  /** Ends tokens of a renewal that nobody will use. Never rejects: they die with their session too. */
  discard(tokens: TokenSet): Promise<void>
  /**
   * Judges a living session by today's policy and facts; an empty list means that it may go on. Changes nothing. What could not be
   * read stands in the list as `policy_unreadable`: that session must wait, not end.
   */
  judge(session: LivingSession): Promise<readonly Requirement[]>
  /** Ends the ZITADEL session, and with it every access token. Idempotent. */
  end(zitadelSessionId: string): Promise<void>
  /**
   * Undoes what attempts made that nobody will finish: expired, or left in the middle by a process that died. Opened by the deployment
   * key alone. `end` is told of each ZITADEL session first, and answers for its end durably; authorization requests are refused here.
   */
  recover(end: (zitadelSessionId: string) => Promise<void>): Promise<RecoveryReport>
  /** Validates a logout token. Rejects with `LOGOUT_TOKEN_REJECTED`, or with what asking for keys failed with. */
  readLogoutToken(token: string): Promise<VerifiedLogoutToken>
  /** Resolves when a login could be made now (credential good, issuer answers); rejects with the reason. */
  ready(): Promise<Readiness>
  close(): Promise<void>
}
