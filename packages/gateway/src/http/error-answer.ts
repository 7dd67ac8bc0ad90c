import type { ServerResponse } from 'node:http'
import { isLoginError } from '@postern/login'
import { type ProblemDetails, problemContentType, problemOf } from '@postern/protocol'
import { GatewayError, type GatewayErrorCode } from '../errors.ts'
import { noStore, setSecurityHeaders } from './security-headers.ts'

export interface ErrorAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Turns whatever was thrown into what a browser may see of it: status, title and code of a row in a table of ours, and where to find
 * it in the log. Nothing else of the error gets out (AUD-5, RFC 9457).
 */
export function answerTo(error: unknown, correlation: string): ErrorAnswer {
  const problem: ProblemDetails & { needs?: unknown } = problemOf(rowOf(error), correlation)
  // What is still missing is plain data that is made for the page; before a first factor was proven it is empty.
  if (isLoginError(error) && error.needs.length > 0) problem.needs = error.needs
  const headers: Record<string, string> = { 'content-type': problemContentType, 'cache-control': noStore }
  const isOurs = error instanceof GatewayError || isLoginError(error)
  if (isOurs && error.retryAfterSeconds !== undefined)
    headers['retry-after'] = String(error.retryAfterSeconds)
  if (error instanceof GatewayError && error.allow !== undefined) headers['allow'] = error.allow.join(', ')
  return { status: problem.status, headers, body: JSON.stringify(problem) }
}

export function sendError(response: ServerResponse, error: unknown, correlation: string): void {
  if (response.headersSent) {
    // Half an answer is out: cutting it off is the only way to say that it is not whole.
    response.destroy()
    return
  }
  const { status, headers, body } = answerTo(error, correlation)
  setSecurityHeaders(response)
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

export const statusOf = (error: unknown): number => rowOf(error).status

interface Row {
  readonly status: number
  readonly title: string
  readonly code: string
}

function rowOf(error: unknown): Row {
  if (hasProblem(error)) return error.toProblem()
  return new GatewayError(codeOfFramework(error)).toProblem()
}

/** The errors of our packages, each with a table of its own. */
function hasProblem(error: unknown): error is { toProblem(): Row } {
  return error instanceof Error && 'toProblem' in error && typeof error.toProblem === 'function'
}

const frameworkCodes: ReadonlyMap<unknown, GatewayErrorCode> = new Map([
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'CONTENT_TYPE_UNSUPPORTED'],
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'BODY_TOO_LARGE'],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'REQUEST_MALFORMED'],
  ['FST_ERR_BAD_URL', 'TARGET_REFUSED'],
])

function codeOfFramework(error: unknown): GatewayErrorCode {
  return (error instanceof Error && 'code' in error && frameworkCodes.get(error.code)) || 'INTERNAL'
}
