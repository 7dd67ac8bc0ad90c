import { type HttpResponse, isJsonContentType, isJsonObject, parseJson } from '@postern/protocol'
import { LoginError, type LoginErrorCode } from '../errors.ts'
import { errorIds } from './error-ids.ts'

/** ZITADEL's own id of an error: of its detail (contract 11.1), or the slug of its newer code. */
export function readErrorId(body: unknown): string | undefined {
  if (!isJsonObject(body) || !Array.isArray(body['details'])) return undefined
  for (const detail of body['details'] as readonly unknown[]) {
    if (!isJsonObject(detail)) continue
    const id = detail['id'] ?? detail['slug']
    if (typeof id === 'string' && /^[\w.-]{1,64}$/.test(id)) return id
  }
  return undefined
}

/** Turns an answer that is no success into one of our codes. The id decides; texts are never looked at, nor put into the error. */
export function toLoginError(response: HttpResponse, operation: string): LoginError {
  const isJson = isJsonContentType(response.headers['content-type'])
  const body = isJson ? parseJson(response.body) : undefined
  const id = readErrorId(body)
  const known = id === undefined ? undefined : errorIds[id]
  const code = known ?? codeByStatus(response.status, isJsonObject(body) ? body : undefined, id)
  const detail = `${operation}: status ${response.status}${id === undefined ? '' : `, ${id}`}`
  return new LoginError(code, detail, {
    retryAfterSeconds: retryAfterOf(response.headers),
    ...(id === undefined ? {} : { issuerErrorId: id }),
  })
}

/** Refuses an answer that says "later", outside of the REST API. */
export function checkNotBusy({ status, headers }: Omit<HttpResponse, 'body'>, operation: string): void {
  if (status !== 429 && status !== 503) return
  const retryAfterSeconds = retryAfterOf(headers)
  throw new LoginError('ISSUER_BUSY', `${operation}: status ${status}`, { retryAfterSeconds })
}

/** As `IssuerHttp` has read it. */
const retryAfterOf = ({ 'retry-after': seconds }: HttpResponse['headers']): number | undefined =>
  seconds === undefined ? undefined : Number(seconds)

function codeByStatus(
  status: number,
  body: Readonly<Record<string, unknown>> | undefined,
  id: string | undefined,
): LoginErrorCode {
  if (status === 429) return 'ISSUER_BUSY'
  if (status === 501) return 'ISSUER_UNSUPPORTED'
  if (status === 503) return 'ISSUER_UNREACHABLE'
  if (status === 504) return 'ISSUER_TIMEOUT'
  if (body === undefined) return 'ISSUER_ANSWER_INVALID'
  if (status === 401) return 'LOGIN_CLIENT_REJECTED'
  // contract 11.2: an unknown path is a 404 and a known one with another method a 405, both without an id
  const isUnknownPath = id === undefined && ((status === 404 && body['code'] === 5) || status === 405)
  if (isUnknownPath) return 'ISSUER_UNSUPPORTED'
  return status >= 400 && status < 600 ? 'ISSUER_REFUSED' : 'ISSUER_ANSWER_INVALID'
}
