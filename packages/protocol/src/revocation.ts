import type { HttpResponse } from './http.ts'
import { parseJson } from './json.ts'
import { readOAuthError } from './token-response.ts'

/** The body of a revocation request (RFC 7009 §2.1), client authentication left to the caller. */
export interface RevocationRequest {
  readonly token: string
  readonly token_type_hint?: 'access_token' | 'refresh_token'
}

/**
 * What became of a token: `gone` also when it was unknown (RFC 7009 §2.2), `later` when the server asks for another try (503), and
 * `refused` with the error otherwise.
 */
export type RevocationOutcome =
  | { readonly kind: 'gone' }
  | { readonly kind: 'later'; readonly retryAfter: string | undefined }
  | { readonly kind: 'refused'; readonly status: number; readonly error: string | undefined }

/** Reads the answer of a revocation endpoint (RFC 7009 §2.2, §2.2.1; RT-6). */
export function parseRevocation(response: HttpResponse): RevocationOutcome {
  if (response.status === 200) return { kind: 'gone' }
  if (response.status === 503) return { kind: 'later', retryAfter: response.headers['retry-after'] }
  return { kind: 'refused', status: response.status, error: readOAuthError(parseJson(response.body))?.error }
}
