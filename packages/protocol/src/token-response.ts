import { ProtocolError } from './errors.ts'
import type { HttpResponse } from './http.ts'
import { isJsonContentType, isJsonObject, type JsonObject, parseJson } from './json.ts'
import { createMemberReader, withoutUndefined } from './members.ts'

/** The members of a successful token response (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3). Nothing in it is validated yet. */
export interface TokenResponse {
  readonly access_token: string
  /** In lower case: the value is case-insensitive (RFC 6749 §7.1). */
  readonly token_type: 'bearer' | 'dpop'
  /** Seconds. */
  readonly expires_in?: number
  readonly refresh_token?: string
  readonly scope?: string
  readonly id_token?: string
  /** RFC 8693 §2.2.1. */
  readonly issued_token_type?: string
}

/** An error of the token endpoint, or of any endpoint that answers like it (RFC 6749 §5.2, RFC 7009 §2.2.1). */
export interface OAuthErrorResponse {
  readonly error: string
  readonly error_description?: string
  readonly error_uri?: string
}

export type TokenOutcome =
  | { readonly kind: 'tokens'; readonly tokens: TokenResponse }
  | { readonly kind: 'error'; readonly status: number; readonly error: OAuthErrorResponse }

/**
 * Reads the answer of a token endpoint. A refusal in the standard's form is an outcome; everything that is neither is an exception,
 * and says nothing about the content.
 *
 * @throws {ProtocolError} `TOKEN_RESPONSE_MALFORMED`: not JSON, a member missing or of another type, an unknown token type
 * @see RFC 6749 §5.1, §5.2
 */
export function parseTokenResponse(response: HttpResponse): TokenOutcome {
  const document = readDocument(response)
  if (response.status === 200) return { kind: 'tokens', tokens: readTokens(document) }
  const error = readOAuthError(document)
  if (error === undefined || response.status < 400) {
    throw new ProtocolError('TOKEN_RESPONSE_MALFORMED', `status ${response.status} without an OAuth error`)
  }
  return { kind: 'error', status: response.status, error }
}

/** Reads an error in the form of RFC 6749 §5.2 from a JSON value, or nothing if it has another form. */
export function readOAuthError(document: unknown): OAuthErrorResponse | undefined {
  if (!isJsonObject(document)) return undefined
  const { error, error_description: description, error_uri: uri } = document
  if (typeof error !== 'string' || !/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/.test(error)) return undefined
  return withoutUndefined({
    error,
    error_description: typeof description === 'string' ? description : undefined,
    error_uri: typeof uri === 'string' ? uri : undefined,
  }) as OAuthErrorResponse
}

function readDocument(response: HttpResponse): JsonObject {
  const document = isJsonContentType(response.headers['content-type']) ? parseJson(response.body) : undefined
  if (!isJsonObject(document)) {
    throw new ProtocolError('TOKEN_RESPONSE_MALFORMED', `status ${response.status}, not a JSON object`)
  }
  return document
}

function readTokens(document: JsonObject): TokenResponse {
  const read = createMemberReader(document, 'TOKEN_RESPONSE_MALFORMED')
  const type = read.text('token_type').toLowerCase()
  if (type !== 'bearer' && type !== 'dpop') throw new ProtocolError('TOKEN_RESPONSE_MALFORMED', 'token_type')
  const expiresIn = read.optionalNumber('expires_in')
  if (expiresIn !== undefined && expiresIn < 0)
    throw new ProtocolError('TOKEN_RESPONSE_MALFORMED', 'expires_in')
  const accessToken = read.text('access_token')
  if (!isTokenText(accessToken)) throw new ProtocolError('TOKEN_RESPONSE_MALFORMED', 'access_token')
  return withoutUndefined({
    access_token: accessToken,
    token_type: type,
    expires_in: expiresIn,
    refresh_token: read.optionalText('refresh_token'),
    scope: read.optionalText('scope'),
    id_token: read.optionalText('id_token'),
    issued_token_type: read.optionalText('issued_token_type'),
  }) as TokenResponse
}

/** RFC 6749 §A.12: visible ASCII. It is going to stand in a header. */
function isTokenText(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text)
}
