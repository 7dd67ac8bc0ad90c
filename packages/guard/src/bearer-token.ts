import type { GuardReason } from './errors.ts'
import type { GuardRequest } from './request.ts'

/** A token in the form that RFC 6750 §2.1 allows, of bounded length; nothing is known about it yet. */
export interface PresentedToken {
  readonly kind: 'token'
  readonly token: string
}

export interface NoToken {
  readonly kind: 'none'
  readonly reason: GuardReason
  readonly detail: string
}

const no = (reason: GuardReason, detail: string): NoToken => ({ kind: 'none', reason, detail })

/** `credentials = "Bearer" 1*SP b64token` (RFC 6750 §2.1); schemes know no case (RFC 9110 §11.1). */
const bearer = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i
const bearerScheme = /^bearer(?: |,|$)/i
const furtherBearer = /,\s*bearer(?:\s|,|$)/i

/**
 * Finds the access token of a request, in its `Authorization` header and nowhere else.
 *
 * A token in the query is never used, and refused as a second method beside one in the header (AT-6, RFC 6750 §3.1); bodies are
 * not read. Credentials of another scheme are none (RFC 6750 §3.1).
 */
export function findBearerToken(request: GuardRequest, maxTokenLength: number): PresentedToken | NoToken {
  const header = request.headers.get('authorization')
  const inQuery = hasQueryToken(request.url)
  if (header === null) {
    return no(
      'no_credentials',
      inQuery
        ? 'a token in the query is ignored: send it in the Authorization header'
        : 'no Authorization header',
    )
  }
  if (!bearerScheme.test(header)) {
    if (furtherBearer.test(header)) return no('several_credentials', 'more than one Authorization header')
    return no('other_scheme', 'the Authorization header is not of the scheme Bearer')
  }
  if (header.length > 'Bearer '.length + maxTokenLength) {
    return no('token_too_long', `the token is longer than ${maxTokenLength} characters`)
  }
  if (header.includes(','))
    return no('several_credentials', 'more than one Authorization header, or a comma in it')
  const token = bearer.exec(header)?.[1]
  if (token === undefined)
    return no('credentials_malformed', 'the Authorization header is not "Bearer" and one token')
  if (inQuery)
    return no('several_credentials', 'a token in the Authorization header and another in the query')
  return { kind: 'token', token }
}

function hasQueryToken(url: string): boolean {
  const start = url.indexOf('?')
  return start !== -1 && new URLSearchParams(url.slice(start + 1)).has('access_token')
}
