import { ErrorResponse, ErrorTimeout } from 'oidc-client-ts'

/**
 * Every way in which this form can fail. `title` stands where something could not be had; `notice` above the page, and says what to do.
 */
export const authErrors = {
  LOGIN_DENIED: {
    title: 'You were not logged in.',
    notice:
      'You were not logged in: the login was cancelled, or ZITADEL did not let you in. Nothing else has changed.',
  },
  LOGIN_REFUSED: {
    title: 'ZITADEL refused to begin this login.',
    notice:
      'ZITADEL refused to begin this login, so trying again will not help. Whoever runs the newsroom has to look at its client, redirect URI and scopes there.',
  },
  LOGIN_UNKNOWN: {
    title: 'This login was not begun here.',
    notice: 'That login was begun in another tab, or too long ago, so it was not used. Please begin again.',
  },
  LOGIN_OVER: {
    title: 'Your login at ZITADEL has ended.',
    notice: 'Your login at ZITADEL has ended, so your own pages are closed. Log in again to go on.',
  },
  LOGIN_EXPIRED: {
    title: 'Your login has expired.',
    notice:
      'Your login has expired and could not be renewed, so your own pages are closed. Log in again to go on.',
  },
  ANSWER_UNUSABLE: {
    title: 'ZITADEL’s answer could not be used.',
    notice:
      'ZITADEL’s answer could not be used, so it was thrown away. Please begin again. If it happens twice, tell whoever runs the newsroom.',
  },
  TOKEN_FOREIGN: {
    title: 'The API does not take this login’s token. The message at the top says why.',
    notice:
      'You are logged in, but your token is not meant for the newsroom’s API, which belongs to another project. Whoever runs the newsroom adds the scope {scope} to “scopes” in its config.json; then log out, and log in again.',
  },
  TOKEN_REFUSED: {
    title: 'The API does not take this login’s token any more.',
    notice: 'The API does not take your login any more, not even a renewed one. Log out, and log in again.',
  },
  ISSUER_UNREACHABLE: {
    title: 'ZITADEL cannot be reached at the moment.',
    notice: 'ZITADEL cannot be reached at the moment. Look at your connection, and try again in a minute.',
  },
  API_UNREACHABLE: {
    title: 'The newsroom’s API cannot be reached. Look at your connection, and try again.',
    notice: 'The newsroom’s API cannot be reached. Look at your connection, and try again.',
  },
  PLACE_INSECURE: {
    title:
      'This page was opened without encryption, so its browser gives it neither cryptography nor locks. Open it by https, or at localhost.',
    notice: 'This page was opened without encryption. Open it by https, or at localhost.',
  },
} as const satisfies Record<string, { readonly title: string; readonly notice: string }>

export type AuthErrorCode = keyof typeof authErrors

/** Told apart by `code`, never by message. `title` may be shown. */
export class AuthError extends Error {
  override readonly name = 'AuthError'
  readonly code: AuthErrorCode

  constructor(code: AuthErrorCode, options?: ErrorOptions) {
    super(code, options)
    this.code = code
  }

  get title(): string {
    return authErrors[this.code].title
  }
}

/** Why the answer to an authorization request, or the exchange of its code, was no login (RFC 6749 §4.1.2.1, OIDC Core §3.1.2.6). */
export function loginErrorOf(cause: unknown): AuthError {
  if (cause instanceof AuthError) return cause
  if (cause instanceof ErrorResponse)
    return new AuthError(loginCodes[cause.error ?? ''] ?? 'LOGIN_REFUSED', { cause })
  return new AuthError(isUnreachable(cause) ? 'ISSUER_UNREACHABLE' : 'ANSWER_UNUSABLE', { cause })
}

const loginCodes: Readonly<Record<string, AuthErrorCode>> = {
  access_denied: 'LOGIN_DENIED',
  login_required: 'LOGIN_OVER',
  interaction_required: 'LOGIN_OVER',
  account_selection_required: 'LOGIN_OVER',
  consent_required: 'LOGIN_OVER',
  server_error: 'ISSUER_UNREACHABLE',
  temporarily_unavailable: 'ISSUER_UNREACHABLE',
  // Only the token endpoint says so: a code that was used, or one of another page.
  invalid_grant: 'LOGIN_UNKNOWN',
}

/** Whether ZITADEL refused a renewal; everything else is tried again later. It never says `invalid_grant` here (contract 6.7). */
export function renewalErrorOf(cause: unknown): AuthError {
  if (cause instanceof AuthError) return cause
  const isRefusal = cause instanceof ErrorResponse && !transient.has(cause.error ?? '')
  return new AuthError(isRefusal ? 'LOGIN_EXPIRED' : 'ISSUER_UNREACHABLE', { cause })
}

const transient: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable'])

/** `fetch` rejects with a TypeError when there is no answer. */
const isUnreachable = (cause: unknown): boolean => cause instanceof TypeError || cause instanceof ErrorTimeout
