import type { FastifyReply, FastifyRequest } from 'fastify'

/** Every way in which this API can fail beside what its guard refuses. The title is all that a caller may be told (RFC 9457). */
export const newsroomErrors = {
  REQUEST_INVALID: { status: 400, title: 'The request is not as it should be.' },
  TOPICS_INVALID: { status: 400, title: 'Choose among the topics that are offered, each once.' },
  ARTICLE_INVALID: {
    status: 400,
    title: 'An article needs a headline, a summary, a text and one topic at least.',
  },
  NOT_FOUND: { status: 404, title: 'There is nothing here.' },
  BODY_TOO_LARGE: { status: 413, title: 'The request is too large.' },
  BODY_TYPE_UNKNOWN: { status: 415, title: 'The body must be application/json.' },
  DATABASE_UNAVAILABLE: {
    status: 503,
    title: 'The newsroom’s database is not available right now. Please try again.',
  },
  INTERNAL: { status: 500, title: 'Something went wrong on our side.' },
} as const

export type NewsroomErrorCode = keyof typeof newsroomErrors

/** A failure that has its own row in the table. The message is for the log. */
export class NewsroomError extends Error {
  override readonly name = 'NewsroomError'
  readonly code: NewsroomErrorCode

  constructor(code: NewsroomErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.code = code
  }
}

/** When to come again for what cannot be answered now, as the guard says it. */
const retryAfterSeconds = 5

/** Answers with the problem of a code. */
export function sendProblem(
  code: NewsroomErrorCode,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { status, title } = newsroomErrors[code]
  const problem = { type: 'about:blank', title, status, code, correlation: request.id }
  if (status === 503) reply.header('retry-after', String(retryAfterSeconds))
  return reply.code(status).header('content-type', 'application/problem+json').send(JSON.stringify(problem))
}

/** The one place that turns what was thrown into an answer. What is not the caller's fault goes to the log. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const code = codeOf(error, request)
  if (code === 'INTERNAL') request.log.error({ event: 'api.failed', err: error }, 'failed')
  // Many requests fail alike while it is away: each says why, and none where in the code it noticed.
  if (code === 'DATABASE_UNAVAILABLE')
    request.log.error({ event: 'database.unavailable', detail: detailOf(error) }, 'the database is away')
  return sendProblem(code, request, reply)
}

const detailOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown')

/** What a body is called that its route's schema refuses. */
const invalidAt: Readonly<Record<string, NewsroomErrorCode>> = {
  '/api/topics': 'TOPICS_INVALID',
  '/api/articles': 'ARTICLE_INVALID',
}

function codeOf(error: unknown, { routeOptions }: FastifyRequest): NewsroomErrorCode {
  if (error instanceof NewsroomError) return error.code
  if (!(error instanceof Error)) return 'INTERNAL'
  if (Reflect.has(error, 'validation')) return invalidAt[routeOptions.url ?? ''] ?? 'REQUEST_INVALID'
  const status: unknown = Reflect.get(error, 'statusCode')
  if (status === 413) return 'BODY_TOO_LARGE'
  if (status === 415) return 'BODY_TYPE_UNKNOWN'
  return typeof status === 'number' && status >= 400 && status < 500 ? 'REQUEST_INVALID' : 'INTERNAL'
}
