import { checkIssuer, formatScope, isSafeEndpoint, ProtocolError } from '@postern/protocol'
import { LoginError } from './errors.ts'
import type { LogoutTokenType } from './validate/logout-token.ts'
import type { ApplicationKey, LoginClientCredential } from './zitadel/credential/key-file.ts'

/** What a login engine must be told. Every limit has a strict default; durations end in `Seconds` or `Ms`. */
export interface LoginSettings {
  /** ZITADEL's issuer, character by character as its metadata says it (RFC 8414 §3.3). */
  readonly issuer: string
  /** Lets the issuer be plain http on this machine. Saying nothing means https only (DISC-2). */
  readonly allowPlainHttpOnLoopback?: boolean
  /** The key file of the OIDC application (contract 2.2): authenticates us at the token endpoint. */
  readonly application: ApplicationKey
  /** The redirect URI as registered, byte for byte. Nobody ever visits it (AUTHZ-5). */
  readonly redirectUri: string
  /**
   * Where ZITADEL's login pages are, if not at the issuer's origin (`loginV2.baseUri`, contract 4.3). The authorization is never
   * followed there; it only may point there. Default none.
   */
  readonly loginOrigins?: readonly string[]
  /** The application's project: it must be among the audiences, and its roles become the user's. */
  readonly projectId: string
  /** Who acts as login client. A function is asked again whenever the credential stops working, so that a file can be replaced. */
  readonly loginClient: LoginClientCredential | (() => Promise<LoginClientCredential>)
  /** Default `openid`, `profile`, `email`. `openid` must be among them; `offline_access` must not (no refresh token is held). */
  readonly scopes?: readonly string[]
  /** How long a ZITADEL session may live once the login has finished: the absolute limit of our session. */
  readonly sessionLifetimeSeconds: number
  /** Default 600. */
  readonly attemptLifetimeSeconds?: number
  /** How many proofs one attempt may bring, right or wrong. Default 10. */
  readonly maxProofs?: number
  /** How many one-time codes one user may have tried in ten minutes, over all attempts. Default 20. */
  readonly maxCodesPerUser?: number
  /** How long settings and organizations may be remembered; a change at ZITADEL takes effect within it. Default 60. */
  readonly policyCacheSeconds?: number
  /** `false` lets users with an unverified e-mail address in. Saying nothing refuses them. */
  readonly requireVerifiedEmail?: boolean
  /** Where profile claims come from when the ID token has none (contract 6.4). Default `userinfo`. */
  readonly profile?: 'userinfo' | 'id_token_only'
  /** `plain` leaves out the header `typ: client-authentication+jwt` for an issuer that rejects it (CAUTH-3). */
  readonly clientAssertionType?: 'client-authentication+jwt' | 'plain'
  /**
   * What `iss` of a logout token may be beside the issuer: ZITADEL always names its primary domain there (contract 9). The keys are
   * the issuer's. Default none.
   */
  readonly logoutIssuers?: readonly string[]
  /** The longest life of a logout token. Default 960: ZITADEL's fifteen minutes, and its second of back-dating. */
  readonly logoutTokenMaxSeconds?: number
  /**
   * `jwt_allowed`, the default, takes logout tokens whose `typ` is that of any JWT, as ZITADEL signs them; what tells them from
   * other tokens is then their claims. `logout+jwt` takes only what RFC 8725 §3.11 asks for (BCL-5).
   */
  readonly logoutTokenType?: LogoutTokenType
  /** Default 30000: well above a password check of ZITADEL and its tarpit (contract 3.8). */
  readonly passwordTimeoutMs?: number
  /** Time limit of every other call to ZITADEL. Default 10000. */
  readonly callTimeoutMs?: number
}

/** The same with every default filled in. */
export type CheckedSettings = Required<LoginSettings>

/**
 * Fills in the defaults and refuses what cannot work, before anything is sent anywhere.
 *
 * @throws {LoginError} `SETTINGS_INVALID`, naming the setting, never its value
 */
export function checkSettings(settings: LoginSettings): CheckedSettings {
  const checked: CheckedSettings = {
    allowPlainHttpOnLoopback: false,
    loginOrigins: [],
    scopes: ['openid', 'profile', 'email'],
    attemptLifetimeSeconds: 600,
    maxProofs: 10,
    maxCodesPerUser: 20,
    policyCacheSeconds: 60,
    requireVerifiedEmail: true,
    profile: 'userinfo',
    clientAssertionType: 'client-authentication+jwt',
    logoutIssuers: [],
    logoutTokenMaxSeconds: 960,
    logoutTokenType: 'jwt_allowed',
    passwordTimeoutMs: 30_000,
    callTimeoutMs: 10_000,
    ...settings,
  }
  try {
    for (const issuer of [checked.issuer, ...checked.logoutIssuers]) checkIssuer(issuer, checked)
    formatScope(checked.scopes)
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new LoginError('SETTINGS_INVALID', cause.message, { cause })
    throw cause
  }
  const problems = [...problemsOf(checked)]
  if (problems.length > 0) throw new LoginError('SETTINGS_INVALID', problems.join('; '))
  return Object.freeze(checked)
}

function* problemsOf(settings: CheckedSettings): Generator<string> {
  if (!isSafeEndpoint(settings.redirectUri, settings)) {
    yield 'redirectUri must be an https URL without user information and fragment'
  }
  for (const origin of settings.loginOrigins) {
    if (!isSafeEndpoint(origin, settings) || new URL(origin).origin !== origin)
      yield 'loginOrigins must be https origins without a path'
  }
  if (settings.projectId === '') yield 'projectId is missing'
  if (!settings.scopes.includes('openid')) yield 'scopes must hold openid'
  if (settings.scopes.includes('offline_access'))
    yield 'scopes must not hold offline_access: sessions are renewed by minting'
  for (const name of [
    'sessionLifetimeSeconds',
    'attemptLifetimeSeconds',
    'maxProofs',
    'maxCodesPerUser',
    'logoutTokenMaxSeconds',
    'passwordTimeoutMs',
    'callTimeoutMs',
  ] as const) {
    if (!Number.isSafeInteger(settings[name]) || settings[name] < 1)
      yield `${name} must be a whole number above zero`
  }
  if (!Number.isSafeInteger(settings.policyCacheSeconds) || settings.policyCacheSeconds < 0) {
    yield 'policyCacheSeconds must be a whole number'
  }
}
