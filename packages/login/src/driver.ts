import type { FinishedLogin, Proof, Readiness, VerifiedLogoutToken } from './engine.ts'
import type { Method } from './requirement.ts'
import type { Asked, Occasion } from './sufficiency/facts.ts'
import type { Judgement } from './sufficiency/judgement.ts'
import type { SufficientAttempt } from './sufficiency/sufficient-attempt.ts'

/** JSON, as it is sealed into a record. */
export type PlainData =
  | string
  | number
  | boolean
  | null
  | readonly PlainData[]
  | { readonly [name: string]: PlainData }

/**
 * What a driver must find again with the attempt's next request: plain data, sealed into the attempt, read by nobody else. Never
 * holds a session token, a code or a token.
 */
export interface DriverState {
  readonly [name: string]: PlainData
}

declare const held: unique symbol

/**
 * What a driver needs again within the same request and must never be written anywhere: a session token, a code, tokens that
 * nobody has validated. Plain data too, but only its driver knows of what form.
 */
export interface Held<Kind extends 'session' | 'code' | 'tokens'> {
  readonly [held]: Kind
}

/** What it takes to undo what an attempt made: identifiers only, of no use to whoever is not the login client. */
export type Residue = {
  readonly sessionId: string | null
  /** By which sessions are found whose creation was not answered. */
  readonly fingerprint: string | null
  /** The authorization that was begun. */
  readonly authorizationId: string | null
}

/** Who begins a login and from where. */
export interface DriverContext {
  readonly attempt: string
  readonly device: { readonly address: string | null; readonly userAgent: string | null }
}

/** What the facts of a session amount to; with a proof where nothing is missing. */
export interface Verdict {
  readonly judgement: Judgement
  readonly sufficient: SufficientAttempt | null
  /** The user of the session as read back; `null` where it could not be. */
  readonly subject: string | null
}

export interface SufficiencyQuestion {
  readonly occasion: Occasion
  readonly asked: Asked
  /** Who the record says it is, from an earlier reading: lets the facts be read at once. It is never believed. */
  readonly known?: { readonly userId: string; readonly organizationId?: string }
}

export type AcceptedLogin = Pick<
  FinishedLogin,
  'tokens' | 'subject' | 'zitadelSessionId' | 'organizationId' | 'methods' | 'authTime' | 'roles' | 'claims'
> & { readonly otherAudiences: readonly string[] }

/**
 * An identity provider as the engine sees it, shaped like an attempt:
 *
 * `start -> challenge -> prove -> requirements -> finish -> tokens`, and `renew`, `end`.
 *
 * `finish` is taken apart into `begin`, `bind`, `exchange` and `accept`, because each of them happens at most once and is written
 * down before it starts. Values in and out are plain data; every method rejects with a `LoginError`.
 */
export interface LoginDriver {
  /** Throws `ISSUER_BUSY` while the provider has asked to be left alone. What is under way goes on, and so does what ends things. */
  checkPace(): void
  /** Gets the application's own right to log people in; the same for all logins, hence quick when it is there already. */
  authenticate(): Promise<void>
  start(context: DriverContext): DriverState
  /** Prepares a proof that needs a question first. Nothing to do for a password or a TOTP code. */
  challenge(state: DriverState, method: Method): Promise<DriverState>
  /** Takes one proof. Rejects with `CREDENTIALS_REJECTED` or `CODE_REJECTED` when it is not right; the state is then as before. */
  prove(
    state: DriverState,
    proof: Proof,
  ): Promise<{ readonly state: DriverState; readonly session: Held<'session'> }>
  /** Begins the authorization, if the state has none yet. */
  begin(state: DriverState): Promise<DriverState>
  /** Reads the facts back and judges them. Never throws for a fact that could not be read: that is a requirement too. */
  requirements(state: DriverState, question: SufficiencyQuestion): Promise<Verdict>
  /** Binds the proven session to the authorization. Single use. */
  bind(state: DriverState, session: Held<'session'>, sufficient: SufficientAttempt): Promise<Held<'code'>>
  /** Redeems the code. Single use. */
  exchange(state: DriverState, code: Held<'code'>): Promise<Held<'tokens'>>
  /** Lets the session live as long as ours may. */
  extend(state: DriverState): Promise<void>
  /** Validates the tokens against what was sent and what was proven. */
  accept(state: DriverState, tokens: Held<'tokens'>, sufficient: SufficientAttempt): Promise<AcceptedLogin>
  /** Takes a living session up again for another token set. */
  resume(sessionId: string): Promise<{ readonly state: DriverState; readonly session: Held<'session'> }>
  /** The state of a living session, to judge it; changes nothing. */
  recall(sessionId: string): DriverState
  /** What is left of an attempt in this state: enough to undo it, and no secret. */
  residue(state: DriverState): Residue
  /** Sessions by what they were created with, for those whose creation was not answered. Knows of none whose creation goes on. */
  findSessions(residue: Residue): Promise<readonly string[]>
  /** Gives an authorization up, whatever became of it; the session stays alive. Idempotent. */
  refuse(residue: Residue): Promise<void>
  /** Ends tokens that will not be used. Never rejects: they die with their session too. */
  discard(tokens: Held<'tokens'>): Promise<void>
  /** The same for the access token of an accepted login. */
  revoke(accessToken: string): Promise<void>
  /** Ends a session and with it every access token. Idempotent. */
  end(sessionId: string): Promise<void>
  /** Validates a logout token. */
  readLogoutToken(token: string): Promise<VerifiedLogoutToken>
  /** Resolves when a login could be made now. */
  ready(): Promise<Readiness>
}
