import type { LoginErrorCode } from '@postern/login'
import type { LoginOutcome } from './table.ts'

const classes: readonly (readonly [pattern: RegExp, outcome: LoginOutcome])[] = [
  [/^(?:CREDENTIALS_REJECTED|CODE_REJECTED)$/, 'credentials'],
  [/^(?:LOGIN_INSUFFICIENT|ACCESS_REFUSED|SESSION_ENDED)$/, 'policy'],
  [/_LIMIT$|^THROTTLED$/, 'limit'],
  [/^(?:ATTEMPT|PROOF|RENEWAL)_/, 'attempt'],
  [/^LOGIN_CLIENT_|^SETTINGS_INVALID$/, 'login_client'],
  [/^(?:BINDING_REFUSED|CALLBACK_REJECTED|(?:LOGOUT_)?TOKEN_[A-Z]+)$/, 'tokens'],
  [/^(?:ISSUER|AUTHORIZATION|POLICY|CLOCK)_/, 'issuer'],
]

/** The class of an error of a login; what no class has is ours. */
export const outcomeOfCode = (code: LoginErrorCode | string): LoginOutcome =>
  classes.find(([pattern]) => pattern.test(code))?.[1] ?? 'internal'
