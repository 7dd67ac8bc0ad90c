import type { HttpResponse } from './http.ts'
import { isJsonObject, parseJson } from './json.ts'

/** The media type of problem details (RFC 9457 §3). */
export const problemContentType = 'application/problem+json'

/** What an error looks like on the wire (RFC 9457 §3.1), with our two extension members. */
export interface ProblemDetails {
  /** A URI reference; `about:blank` when the code says it all. */
  readonly type: string
  readonly title: string
  readonly status: number
  /** The stable word to decide by. */
  readonly code: string
  /** Finds the same event in the log; tells nothing by itself. */
  readonly correlation: string
}

/** Builds problem details from a row of an error table: nothing of the error but its code can get in (AUD-5). */
export function problemOf(
  row: { readonly status: number; readonly title: string; readonly code: string },
  correlation: string,
  type = 'about:blank',
): ProblemDetails {
  return { type, title: row.title, status: row.status, code: row.code, correlation }
}

/**
 * Reads problem details from a response, or nothing if it has none. Members of another type are ignored, as RFC 9457 §3.1 asks;
 * the status is that of the response (RFC 9457 §3.1.2: the member is advisory).
 */
export function parseProblem(response: HttpResponse): ProblemDetails | undefined {
  const mediaType = (response.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (mediaType !== problemContentType) return undefined
  const document = parseJson(response.body)
  if (!isJsonObject(document)) return undefined
  const text = (name: string, otherwise: string): string => {
    const value = document[name]
    return typeof value === 'string' ? value : otherwise
  }
  return {
    type: text('type', 'about:blank'),
    title: text('title', ''),
    status: response.status,
    code: text('code', ''),
    correlation: text('correlation', ''),
  }
}
