import type { HttpClient, HttpRequest, HttpResponse } from '@postern/protocol'
import { TestkitError } from '../errors.ts'
import { createFaults, type Faults, type Handler } from './faults.ts'
import { forwardTo } from './forward.ts'

/** A call and what became of it. Bodies are copies: whoever sent one may have zeroed it since. */
export interface Exchange {
  readonly request: HttpRequest
  /** Absent while it is under way, or when there was no answer. */
  readonly response?: HttpResponse
  readonly failure?: unknown
}

/**
 * An internet inside the process: an `HttpClient` that reaches what was routed and nothing else. No cookie jar, no redirects, no name
 * resolution, no waiting.
 */
export interface Internet extends HttpClient, Faults {
  /** Answers an origin (`https://issuer.example`) by a function. */
  route(origin: string, handler: Handler): void
  /** Answers an origin by a real server on loopback, which sees the origin's host. */
  forward(origin: string, baseUrl: string): void
  /** Everything that was sent, in order. */
  readonly sent: readonly Exchange[]
}

export function createInternet(): Internet {
  const handlers = new Map<string, Handler>()
  const sent: Exchange[] = []
  const faults = createFaults()

  const http: HttpClient = async (request) => {
    checkRequest(request)
    const at = sent.push({ request: snapshotOf(request) }) - 1
    const note = (outcome: Omit<Exchange, 'request'>): void => {
      sent[at] = { request: sent[at]?.request ?? request, ...outcome }
    }
    try {
      request.signal?.throwIfAborted()
      const { origin } = new URL(request.url)
      const handler = handlers.get(origin)
      if (handler === undefined) throw new TestkitError('ORIGIN_UNROUTED', origin)
      const response = withoutCookies(await faults.around(request, handler))
      note({ response: { ...response, body: new Uint8Array(response.body) } })
      return response
    } catch (failure) {
      note({ failure })
      throw failure
    }
  }

  return Object.assign(http, {
    sent,
    route: (origin: string, handler: Handler) => void handlers.set(originOf(origin), handler),
    forward: (origin: string, baseUrl: string) => void handlers.set(originOf(origin), forwardTo(baseUrl)),
    lose: faults.lose,
    hold: faults.hold,
    answer: faults.answer,
  })
}

function originOf(text: string): string {
  const { origin } = new URL(text)
  if (origin !== text) throw new TestkitError('REQUEST_INVALID', `${text} is not an origin`)
  return origin
}

function checkRequest({ url, headers }: HttpRequest): void {
  if (!URL.canParse(url)) throw new TestkitError('REQUEST_INVALID', 'url')
  for (const [name, value] of Object.entries(headers)) {
    if (name !== name.toLowerCase())
      throw new TestkitError('REQUEST_INVALID', `header ${name} is not in lower case`)
    if (/[\r\n\0]/.test(value))
      throw new TestkitError('REQUEST_INVALID', `header ${name} has a line break in it`)
  }
}

/** A client of this kind never sees a cookie, whatever a handler gives. */
function withoutCookies(response: HttpResponse): HttpResponse {
  const headers = Object.entries(response.headers).filter(([name]) => name !== 'set-cookie')
  return { ...response, headers: Object.fromEntries(headers) }
}

function snapshotOf(request: HttpRequest): HttpRequest {
  const { body } = request
  return {
    ...request,
    headers: { ...request.headers },
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  }
}
