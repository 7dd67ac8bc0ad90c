import { ProtocolError } from './errors.ts'

const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/**
 * Reads a scope value as a set of its tokens; the empty text is the empty set, because introspection answers have it.
 *
 * @throws {ProtocolError} `SCOPE_MALFORMED`
 * @see RFC 6749 §3.3
 */
export function parseScope(scope: string): ReadonlySet<string> {
  if (scope === '') return new Set()
  const tokens = scope.split(' ')
  if (!tokens.every((token) => scopeToken.test(token))) throw new ProtocolError('SCOPE_MALFORMED')
  return new Set(tokens)
}

/**
 * Writes scope tokens, each once, in the order given.
 *
 * @throws {ProtocolError} `SCOPE_MALFORMED` if one is not a scope token
 * @see RFC 6749 §3.3
 */
export function formatScope(tokens: Iterable<string>): string {
  const unique = [...new Set(tokens)]
  if (!unique.every((token) => scopeToken.test(token))) throw new ProtocolError('SCOPE_MALFORMED')
  return unique.join(' ')
}
