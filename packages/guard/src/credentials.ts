import type { GuardReason } from './errors.ts'
import type { GuardRequest } from './request.ts'

export type Scheme = 'Bearer' | 'DPoP'

/** A token in the form that RFC 6750 §2.1 allows, of bounded length; nothing is known about it yet. */
export interface PresentedToken {
  readonly kind: 'token'
  readonly scheme: Scheme
  readonly token: string
}

export interface NoToken {
  readonly kind: 'none'
  readonly reason: GuardReason
  readonly detail: string
  /** The one that was tried. */
  readonly scheme?: Scheme
}

export interface CredentialRules {
  readonly maxTokenLength: number
  /** Whether the scheme DPoP is one of ours (RFC 9449 §7.1). */
  readonly takesDpop: boolean
}

/** `credentials = scheme 1*SP token68` (RFC 6750 §2.1, RFC 9449 §7.1), the scheme known already. */
const token68 = /^[A-Za-z]+ +([A-Za-z0-9\-._~+/]+=*)$/
const furtherToken = /,\s*(?:bearer|dpop)(?:\s|,|$)/i

/**
 * Finds the access token of a request, in its `Authorization` header and nowhere else.
 *
 * A token in the query is never used, and refused as a second method beside one in the header (AT-6, RFC 6750 §3.1); bodies are
 * not read. Credentials of another scheme are none (RFC 6750 §3.1).
 */
export function findCredentials(request: GuardRequest, rules: CredentialRules): PresentedToken | NoToken {
  const header = request.headers.get('authorization')
  const inQuery = hasQueryToken(request.url)
  if (header === null) {
    const detail = inQuery
      ? 'a token in the query is ignored: send it in the Authorization header'
      : 'no Authorization header'
    return { kind: 'none', reason: 'no_credentials', detail }
  }
  const scheme = schemeOf(header, rules.takesDpop)
  if (scheme === undefined) {
    return furtherToken.test(header)
      ? { kind: 'none', reason: 'several_credentials', detail: 'more than one Authorization header' }
      : { kind: 'none', reason: 'other_scheme', detail: 'the Authorization header is of another scheme' }
  }
  const no = (reason: GuardReason, detail: string): NoToken => ({ kind: 'none', reason, detail, scheme })
  if (header.length > scheme.length + 1 + rules.maxTokenLength)
    return no('token_too_long', `the token is longer than ${rules.maxTokenLength} characters`)
  const token = token68.exec(header)?.[1]
  if (token === undefined) {
    return header.includes(',')
      ? no('several_credentials', 'more than one Authorization header, or a comma in it')
      : no('credentials_malformed', `the Authorization header is not "${scheme}" and one token`)
  }
  if (inQuery)
    return no('several_credentials', 'a token in the Authorization header and another in the query')
  return { kind: 'token', scheme, token }
}

/** Schemes know no case (RFC 9110 §11.1). */
function schemeOf(header: string, takesDpop: boolean): Scheme | undefined {
  // as it is nearly always written
  if (header.startsWith('Bearer ')) return 'Bearer'
  const word = /^[a-z]+(?= |,|$)/i.exec(header)?.[0].toLowerCase()
  if (word === 'bearer') return 'Bearer'
  return word === 'dpop' && takesDpop ? 'DPoP' : undefined
}

function hasQueryToken(url: string): boolean {
  const start = url.indexOf('?')
  return start !== -1 && new URLSearchParams(url.slice(start + 1)).has('access_token')
}
