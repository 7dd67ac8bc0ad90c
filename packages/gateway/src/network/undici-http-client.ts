import { type HttpClient, isSafeEndpoint } from '@postern/protocol'
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
    const answer = await dispatcher.request({
      origin,
      path: pathname + search,
      method,
      headers,
      body: body ?? null,
      ...(signal !== undefined && { signal }),
      headersTimeout: answerTimeoutMs,
      bodyTimeout: idleTimeoutMs,
    })
    return {
      status: answer.statusCode,
      headers: joined(answer.headers),
      body: await readAnswer(answer.body, answerBytes),
    }
  }
}

function joined(given: Dispatcher.ResponseData['headers']): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && name !== 'set-cookie')
      headers[name] = Array.isArray(value) ? value.join(', ') : value
  return headers
}

async function readAnswer(
  body: Dispatcher.ResponseData['body'],
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop early destroys the stream, and with it the connection.
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > most) throw new GatewayError('ISSUER_ANSWER_TOO_LARGE')
    chunks.push(chunk)
  }
  const whole = new Uint8Array(new ArrayBuffer(length))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
