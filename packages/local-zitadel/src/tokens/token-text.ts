/**
 * What the opaque values say inside (contract 2.7). The parts are decimal ids; what does not read exactly so is no token of ours.
 */

/** Carried by session tokens, PATs and refresh tokens in the JWE header; access tokens and codes carry none. */
export const namedKey = 'oidcKey'

const id = '[1-9][0-9]{0,19}'
const accessToken = new RegExp(`^(V2_${id})-(at_${id}):(${id})$`)
const refreshToken = new RegExp(`^(V2_${id})-(rt_${id}):(${id})$`)
const sessionToken = new RegExp(`^sess_(${id}):(${id})$`)
const pat = new RegExp(`^(${id}):(${id})$`)
const code = new RegExp(`^V2_${id}$`)

export function accessTokenText(oidcSessionId: string, tokenId: string, userId: string): string {
  return `${oidcSessionId}-${tokenId}:${userId}`
}

export const refreshTokenText = accessTokenText

export function patText(tokenId: string, userId: string): string {
  return `${tokenId}:${userId}`
}

export function sessionTokenText(sessionId: string, tokenId: string): string {
  return `sess_${sessionId}:${tokenId}`
}

export type TokenText =
  | {
      readonly kind: 'access_token'
      readonly oidcSessionId: string
      readonly tokenId: string
      readonly userId: string
    }
  | {
      readonly kind: 'refresh_token'
      readonly oidcSessionId: string
      readonly tokenId: string
      readonly userId: string
    }
  | { readonly kind: 'session_token'; readonly sessionId: string; readonly tokenId: string }
  | { readonly kind: 'pat'; readonly tokenId: string; readonly userId: string }
  | { readonly kind: 'code'; readonly authRequestId: string }

/** Reads what an opaque value says, or nothing when it is none of the five kinds. */
export function readTokenText(text: string): TokenText | undefined {
  const access = accessToken.exec(text)
  if (access) return { kind: 'access_token', ...oidcParts(access) }
  const refresh = refreshToken.exec(text)
  if (refresh) return { kind: 'refresh_token', ...oidcParts(refresh) }
  const session = sessionToken.exec(text)
  if (session) return { kind: 'session_token', sessionId: part(session, 1), tokenId: part(session, 2) }
  const personal = pat.exec(text)
  if (personal) return { kind: 'pat', tokenId: part(personal, 1), userId: part(personal, 2) }
  return code.test(text) ? { kind: 'code', authRequestId: text } : undefined
}

function oidcParts(match: RegExpExecArray): { oidcSessionId: string; tokenId: string; userId: string } {
  return { oidcSessionId: part(match, 1), tokenId: part(match, 2), userId: part(match, 3) }
}

/** A group that took part in the match is never absent. */
function part(match: RegExpExecArray, index: number): string {
  return match[index] ?? ''
}
