import { isUtf8 } from 'node:buffer'
import { GatewayError } from '../errors.ts'

/** Where a request goes, in the one form that everything afterwards works on. */
export interface RequestTarget {
  /** Begins with a slash; percent-encoding only where it is needed, in capitals. */
  readonly path: string
  /** Without the question mark; empty if there is none. */
  readonly query: string
}

// RFC 3986 §3.3 pchar, and the brackets and the bar that browsers leave as they are (WHATWG URL, path percent-encode set).
const pathText = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@[\]|/]|%[0-9A-Fa-f]{2})*$/
const queryText = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?[\]|{}^`]|%[0-9A-Fa-f]{2})*$/
/** Paths that are canonical as they stand, which is most of them: plain segments, none of which begins with a dot. */
const plainPath = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+\/?$/
const unreserved = /^[A-Za-z0-9\-._~]$/

/**
 * Reads the request target into its canonical form (RFC 3986 §6.2.2), or refuses it (PROXY-2).
 *
 * Only the origin form is taken (RFC 9112 §3.2.1). What two programs could read as two paths is refused, not repaired: dot segments,
 * empty segments, slashes and backslashes in any encoding, encoding of an encoding of these, path parameters on dots, control
 * characters, broken percent-encoding, octets that are not UTF-8.
 *
 * @throws {GatewayError} `TARGET_REFUSED`
 */
export function parseTarget(text: string): RequestTarget {
  const mark = text.indexOf('?')
  const rawPath = mark < 0 ? text : text.slice(0, mark)
  const query = mark < 0 ? '' : text.slice(mark + 1)
  if (query !== '' && !queryText.test(query)) throw refusal('query')
  if (plainPath.test(rawPath)) return { path: rawPath, query }
  if (!pathText.test(rawPath)) throw refusal('path')
  const path = rawPath.replace(/%[0-9A-Fa-f]{2}/g, canonicalEscape)
  const segments = path.split('/').slice(1)
  segments.forEach((segment, index) => checkSegment(segment, index === segments.length - 1))
  return { path, query }
}

/** RFC 3986 §6.2.2.1 and §6.2.2.2. */
function canonicalEscape(escape: string): string {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
  return unreserved.test(character) ? character : escape.toUpperCase()
}

function checkSegment(segment: string, isLast: boolean): void {
  if (segment === '' && !isLast) throw refusal('empty segment')
  const octets = Buffer.from(
    segment.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
  if (!isUtf8(octets)) throw refusal('not UTF-8')
  const decoded = octets.toString('utf8')
  if (/[\p{Cc}/\\]/u.test(decoded)) throw refusal('separator or control character')
  // A service that decodes twice must not find a separator or a dot either.
  if (/%(?:25)*(?:2e|2f|5c|00)/i.test(decoded)) throw refusal('encoded twice')
  // Some services drop `;…` before they resolve dots, some fold full-width forms.
  const folded = decoded.normalize('NFKC').split(/[/\\]/)
  if (folded.some((part) => /^\.{1,2}(?:;|$)/.test(part))) throw refusal('dot segment')
}

const refusal = (what: string) => new GatewayError('TARGET_REFUSED', what)
