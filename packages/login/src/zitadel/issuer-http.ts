import type { HttpClient, HttpRequest, HttpResponse, Now } from '@postern/protocol'
import { LoginError } from '../errors.ts'
import type { createDeprecations } from './deprecations.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { IssuerPace } from './issuer-pace.ts'

/** No answer of ZITADEL that we use is near this size; the network port has its own, outer bound. */
const maxAnswerBytes = 1024 * 1024

export interface IssuerHttpDeps {
  readonly http: HttpClient
  readonly now: Now
  readonly clock: IssuerClock
  readonly pace: IssuerPace
  readonly deprecations: ReturnType<typeof createDeprecations>
}

/** One call to the issuer: any status is an answer, no answer is a typed error. `Retry-After` is in whole seconds. */
export type IssuerHttp = (request: HttpRequest, timeoutMs: number) => Promise<HttpResponse>

/**
 * Gives every call a time limit and a size limit and turns the network's failures into typed ones.
 *
 * Rejects with `ISSUER_TIMEOUT`, `ISSUER_UNREACHABLE` or `ISSUER_ANSWER_INVALID`. A redirect is an answer like any other and is
 * never followed.
 */
export function createIssuerHttp({ http, now, clock, pace, deprecations }: IssuerHttpDeps): IssuerHttp {
  return async (request, timeoutMs) => {
    const limit = new AbortController()
    // Not `AbortSignal.timeout`: that one fires, and keeps what it has seen, long after the answer.
    const timer = setTimeout(() => limit.abort(new DOMException('too late', 'TimeoutError')), timeoutMs)
    const signal =
      request.signal === undefined ? limit.signal : AbortSignal.any([limit.signal, request.signal])
    const sentAt = now()
    let response: HttpResponse
    try {
      response = await Promise.race([http({ ...request, signal }), whenAborted(signal)])
    } catch (cause) {
      if (limit.signal.aborted || isTimeout(cause))
        throw new LoginError('ISSUER_TIMEOUT', `${timeoutMs} ms`, { cause })
      throw new LoginError('ISSUER_UNREACHABLE', undefined, { cause })
    } finally {
      clearTimeout(timer)
    }
    clock.observe(response.headers['date'], sentAt, now())
    if (response.body.length > maxAnswerBytes)
      throw new LoginError('ISSUER_ANSWER_INVALID', 'the answer is too large')
    deprecations(request.method, request.url, response)
    return pace.observe(response)
  }
}

/** A network port that does not listen to its signal must not hold a login for ever. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function isTimeout(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  return /timeout|timedout/i.test(`${cause.name} ${code}`)
}
