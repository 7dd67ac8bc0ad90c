import { decodeProtectedHeader } from 'jose'

/**
 * The claims of a compact JWS as it came, signature unseen: good for finding out whose key to ask, and for nothing else.
 * Nothing when it is no JWS with a JSON object inside.
 */
export function unverifiedClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  const parts = token.split('.')
  if (parts.length !== 3) return undefined
  try {
    decodeProtectedHeader(token)
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims)
      ? (claims as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
