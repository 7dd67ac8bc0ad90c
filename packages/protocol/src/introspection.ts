import { ProtocolError, type ProtocolErrorCode } from './errors.ts'
import type { HttpResponse } from './http.ts'
import { isJsonContentType, isJsonObject, type JsonObject, parseJson } from './json.ts'
import { createMemberReader, withoutUndefined } from './members.ts'

/** What is said of an access token (RFC 7662 §2.2, RFC 9068 §2.2), `aud` as a list. Times are seconds. */
export interface TokenClaims {
  readonly scope?: string
  readonly client_id?: string
  readonly username?: string
  readonly token_type?: string
  readonly exp?: number
  readonly iat?: number
  readonly nbf?: number
  readonly sub?: string
  readonly aud?: readonly string[]
  readonly iss?: string
  readonly jti?: string
  /** All of it as it came, for what is not in the standard: roles, `cnf`, metadata. */
  readonly claims: JsonObject
}

/** What an introspection endpoint says of a living token. */
export interface ActiveToken extends TokenClaims {
  readonly active: true
}

export type Introspection = ActiveToken | { readonly active: false }

/**
 * Reads the answer of an introspection endpoint. Only status 200 with the boolean `active: true` means a living token; `"true"`, 1,
 * nothing, HTML or another status say nothing about the token, and are exceptions, so that nobody takes them for an answer.
 *
 * @throws {ProtocolError} `INTROSPECTION_MALFORMED`
 * @see RFC 7662 §2.2, §2.3 (INTRO-2)
 */
export function parseIntrospection(response: HttpResponse): Introspection {
  if (response.status !== 200) throw new ProtocolError('INTROSPECTION_MALFORMED', `status ${response.status}`)
  const document = isJsonContentType(response.headers['content-type']) ? parseJson(response.body) : undefined
  if (!isJsonObject(document)) throw new ProtocolError('INTROSPECTION_MALFORMED', 'not a JSON object')
  const read = createMemberReader(document, 'INTROSPECTION_MALFORMED')
  const active = read.optionalBoolean('active')
  if (active === undefined) throw new ProtocolError('INTROSPECTION_MALFORMED', 'active is missing')
  if (!active) return { active: false }
  return { active, ...readTokenClaims(document, 'INTROSPECTION_MALFORMED') }
}

/**
 * Gives the claims of an access token their types: of an introspection answer, or of a JWT whose signature somebody has verified.
 *
 * @throws {ProtocolError} with `code`, for a claim of another type
 * @see RFC 7662 §2.2, RFC 9068 §2.2
 */
export function readTokenClaims(document: JsonObject, code: ProtocolErrorCode): TokenClaims {
  const read = createMemberReader(document, code)
  return withoutUndefined({
    scope: read.optionalText('scope'),
    client_id: read.optionalText('client_id'),
    username: read.optionalText('username'),
    token_type: read.optionalText('token_type'),
    exp: read.optionalNumber('exp'),
    iat: read.optionalNumber('iat'),
    nbf: read.optionalNumber('nbf'),
    sub: read.optionalText('sub'),
    aud: read.optionalAudience('aud'),
    iss: read.optionalText('iss'),
    jti: read.optionalText('jti'),
    claims: document,
  }) as TokenClaims
}
