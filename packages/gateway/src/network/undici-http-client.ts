import type { IncomingHttpHeaders } from 'node:http'
import { type HttpClient, type HttpResponse, isSafeEndpoint } from '@postern/protocol'
import type { Dispatcher } from 'undici'
import { GatewayError } from '../errors.ts'

export interface HttpClientOptions {
  /** An undici `Agent` or what takes its place. TLS, certificates and host names are checked by it (DISC-2). */
  readonly dispatcher: Dispatcher
  /** Lets plain http through to this machine. Absent: https only. */
  readonly allowHttpLoopbackOnly?: boolean
  /** Most octets of an answer's body. Default 4 MiB. */
  readonly answerBytes?: number
  /** Longest time to the answer's headers. Default 60000: above every limit that callers set themselves. */
  readonly answerTimeoutMs?: number
  /** Longest pause within an answer's body. Default 10000. */
  readonly idleTimeoutMs?: number
}

/**
 * The network as the login engine gets it, over undici: octets in and out, no cookie kept, no redirect followed, a bound on time and
 * size. A body is sent as the very buffer that was given; nothing of it is copied here.
 *
 * Rejects with a `GatewayError` (`ISSUER_ADDRESS_UNSAFE` before anything is sent, `ISSUER_ANSWER_TOO_LARGE`) or with undici's error
 * when there is no answer.
 */
export function undiciHttpClient(options: HttpClientOptions): HttpClient {
  const {
    dispatcher,
    answerBytes = 4 * 1024 * 1024,
    answerTimeoutMs = 60_000,
    idleTimeoutMs = 10_000,
  } = options
  const rule = { allowPlainHttpOnLoopback: options.allowHttpLoopbackOnly === true }
  return async ({ method, url, headers, body, signal }) => {
    if (!isSafeEndpoint(url, rule))
      throw new GatewayError('ISSUER_ADDRESS_UNSAFE', 'neither https nor this machine')
    const { origin, pathname, search } = new URL(url)
    const { answer, handler } = collectAnswer(answerBytes, signal)
    dispatcher.dispatch(
      {
        origin,
        path: pathname + search,
        method,
        headers,
        body: body ?? null,
        headersTimeout: answerTimeoutMs,
        bodyTimeout: idleTimeoutMs,
      },
      handler,
    )
    return answer
  }
}

/** Collects an answer as it comes, without a stream in between: half of what a call costs would be the stream. */
function collectAnswer(most: number, signal: AbortSignal | undefined) {
  const { promise: answer, resolve, reject } = Promise.withResolvers<HttpResponse>()
  const chunks: Uint8Array[] = []
  let length = 0
  let head: Pick<HttpResponse, 'status' | 'headers'> = { status: 0, headers: {} }
  let controller: Dispatcher.DispatchController | undefined
  const stop = (): void => {
    // Also one that waits for a connection, which then never begins.
    controller?.abort(reasonOf(signal))
    reject(reasonOf(signal))
  }
  signal?.addEventListener('abort', stop, { once: true })
  const over = (): void => signal?.removeEventListener('abort', stop)
  if (signal?.aborted) stop()

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started
      if (signal?.aborted) started.abort(reasonOf(signal))
    },
    onResponseStart(_, status, headers) {
      head = { status, headers: joined(headers) }
    },
    onResponseData(receiving, chunk) {
      length += chunk.length
      // The connection ends with it.
      if (length > most) receiving.abort(new GatewayError('ISSUER_ANSWER_TOO_LARGE'))
      else chunks.push(chunk)
    },
    onResponseEnd() {
      over()
      resolve({ ...head, body: together(chunks, length) })
    },
    onResponseError(_, error) {
      over()
      reject(error)
    },
  }
  return { answer, handler }
}

const reasonOf = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error('aborted')

function joined(given: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && name !== 'set-cookie')
      headers[name] = Array.isArray(value) ? value.join(', ') : value
  return headers
}

function together(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(new ArrayBuffer(length))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
