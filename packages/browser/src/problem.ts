import { isObject } from './is-object.ts'
import { parseRequirement } from './parse-requirement.ts'
import { PosternError } from './postern-error.ts'
import type { Requirement } from './requirement.ts'

/**
 * Makes an error of an answer that is not a success. Only `application/problem+json` with a code counts as the gateway speaking
 * (RFC 9457); a proxy's HTML page keeps its status and gets our own code.
 */
export async function parseProblem(response: Response): Promise<PosternError> {
  const common = { status: response.status, retryAfterSeconds: retryAfterSeconds(response.headers) }
  const type = response.headers.get('content-type') ?? ''
  const body: unknown = /^application\/problem\+json\b/i.test(type)
    ? await response.json().catch(() => undefined)
    : undefined
  if (!isObject(body) || typeof body['code'] !== 'string')
    return new PosternError('ANSWER_UNREADABLE', common)
  return new PosternError(body['code'], {
    ...common,
    ...(typeof body['title'] === 'string' && { title: body['title'] }),
    needs: needsOf(body['needs']),
    correlation: typeof body['correlation'] === 'string' ? body['correlation'] : null,
  })
}

/** An error stays the error that it is, whatever else stands in it. */
function needsOf(value: unknown): readonly Requirement[] {
  try {
    return Array.isArray(value) ? value.map(parseRequirement) : []
  } catch {
    return []
  }
}

/** Seconds, or a date which is read against the answer's own `Date`, so that this page's clock does not matter (RFC 9110 §10.2.3). */
function retryAfterSeconds(headers: Headers): number | null {
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return Number(value)
  const waitMs = Date.parse(value) - Date.parse(headers.get('date') ?? '')
  return Number.isFinite(waitMs) ? Math.max(0, Math.ceil(waitMs / 1000)) : null
}
