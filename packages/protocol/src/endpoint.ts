import { isLoopbackHost } from './loopback.ts'

export interface TransportRule {
  /**
   * Lets plain http through when the host is this machine. Absent or false: https only (DISC-2). There is no switch for plain http
   * to another machine.
   */
  readonly allowPlainHttpOnLoopback?: boolean
}

/**
 * Whether credentials may be sent to a URL: https, or http to this machine where that was allowed; never with user information
 * or a fragment in it.
 *
 * @see RFC 9325, OAuth 2.1 §1.5
 */
export function isSafeEndpoint(text: string, { allowPlainHttpOnLoopback = false }: TransportRule): boolean {
  if (!URL.canParse(text) || !isPlainUrlText(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false
  if (url.protocol === 'https:') return true
  return url.protocol === 'http:' && allowPlainHttpOnLoopback && isLoopbackHost(url.hostname)
}

/**
 * Whether a URL is written without the characters that URL parsers repair silently (white space, control characters, backslashes):
 * two programs may read such a text as two addresses (AUTHZ-6).
 */
export function isPlainUrlText(text: string): boolean {
  return /^[\x21-\x5b\x5d-\x7e]+$/.test(text)
}
