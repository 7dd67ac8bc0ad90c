import { isPlainUrlText } from './endpoint.ts'
import { isSameSecret } from './equal.ts'
import { ProtocolError } from './errors.ts'

/** What was sent, and what an authorization response must therefore be. */
export interface CallbackExpectation {
  readonly redirectUri: string
  /** The `state` that was sent. It is a secret of one transaction. */
  readonly state: string
  readonly issuer: string
  /** Whether the metadata promises the `iss` parameter (RFC 9207 §2.4). One that comes unpromised is compared as well. */
  readonly issuerParameterRequired: boolean
}

/** An authorization response that belongs to the request that was sent. */
export type AuthorizationResponse =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'error'; readonly error: string; readonly errorDescription?: string }

const responseParameters = new Set([
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'session_state',
  'scope',
])

/**
 * Reads the URL to which the authorization server sends the user agent back. It must be the redirect URI that was sent (origin and
 * path equal, its own query kept), with `state`, and with either `code` or `error`, none of them twice.
 *
 * An error of the server is an outcome, not an exception: `{ kind: 'error' }`. No value of the URL appears in an error.
 *
 * @throws {ProtocolError} `CALLBACK_ELSEWHERE`, `CALLBACK_MALFORMED`, `STATE_MISMATCH`, `ISSUER_MISMATCH`
 * @see RFC 6749 §4.1.2, §4.1.2.1; RFC 9207 §2.4; RFC 9700 §2.1, §4.4 (AUTHZ-6)
 */
export function parseCallback(callbackUrl: string, expected: CallbackExpectation): AuthorizationResponse {
  const parameters = readParameters(callbackUrl, expected.redirectUri)
  const state = parameters.get('state')
  if (state === undefined || !isSameSecret(state, expected.state)) throw new ProtocolError('STATE_MISMATCH')
  checkIssuerParameter(parameters.get('iss'), expected)

  const code = parameters.get('code')
  const error = parameters.get('error')
  if (error !== undefined && code === undefined) {
    if (!/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/.test(error))
      throw new ProtocolError('CALLBACK_MALFORMED', 'characters in error')
    const errorDescription = parameters.get('error_description')
    return { kind: 'error', error, ...(errorDescription === undefined ? {} : { errorDescription }) }
  }
  if (code === undefined || code === '' || error !== undefined) {
    throw new ProtocolError('CALLBACK_MALFORMED', 'neither a code nor an error alone')
  }
  return { kind: 'code', code }
}

function checkIssuerParameter(issuer: string | undefined, expected: CallbackExpectation): void {
  if (issuer === undefined ? expected.issuerParameterRequired : issuer !== expected.issuer) {
    throw new ProtocolError('ISSUER_MISMATCH', 'iss of the authorization response')
  }
}

function readParameters(callbackUrl: string, redirectUri: string): ReadonlyMap<string, string> {
  if (!isPlainUrlText(callbackUrl) || !URL.canParse(callbackUrl))
    throw new ProtocolError('CALLBACK_MALFORMED', 'not a URL')
  const callback = new URL(callbackUrl)
  const redirect = new URL(redirectUri)
  if (!isSamePlace(callback, redirect)) throw new ProtocolError('CALLBACK_ELSEWHERE')

  const own = [...redirect.searchParams]
  const parameters = new Map<string, string>()
  for (const [name, value] of callback.searchParams) {
    const at = own.findIndex(([ownName, ownValue]) => ownName === name && ownValue === value)
    if (at >= 0) {
      own.splice(at, 1)
      continue
    }
    // RFC 6749 §3.1: parameters must not be included more than once. Unknown ones are ignored, whatever their number.
    if (!responseParameters.has(name)) continue
    if (parameters.has(name)) throw new ProtocolError('CALLBACK_MALFORMED', `${name} stands twice`)
    parameters.set(name, value)
  }
  if (own.length > 0)
    throw new ProtocolError('CALLBACK_ELSEWHERE', 'the query of the redirect URI was not kept')
  return parameters
}

/** `URL.origin` is `null` for private-use schemes (RFC 8252 §7.1), so its parts are compared. */
function isSamePlace(callback: URL, redirect: URL): boolean {
  return (
    callback.protocol === redirect.protocol &&
    callback.host === redirect.host &&
    callback.pathname === redirect.pathname &&
    callback.username === '' &&
    callback.password === '' &&
    callback.hash === ''
  )
}
