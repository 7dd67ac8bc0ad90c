import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { GatewayError } from '../errors.ts'
import { type AnswerRules, answerHeaders, type GivenHeaders } from './answer-headers.ts'

export interface Forwarding extends AnswerRules {
  readonly upstream: Dispatcher
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly origin: string
  readonly target: string
  readonly headers: string[]
  readonly body: Readable | null
  /** Calls `onEnd` when the session ends under which this is asked. The answer lets go of it. */
  readonly hold: (onEnd: () => void) => () => void
  /** Longest time that a browser may take nothing of an answer that is there. */
  readonly stallMs: number
  /**
   * For a web socket: gets the service's side of the connection when the service has agreed to one. What it throws is the answer.
   * If the service does not agree, its answer is one as any other.
   */
  readonly onWebSocket?: (answer: GivenHeaders, service: Socket) => void
}

const nothing = Buffer.alloc(0)

/** How many answers may come before the answer (RFC 9110 §15.2). They are not passed on, and each of them buys the service time. */
const mostInformational = 16

/**
 * Sends one request on and streams the answer back as it comes; the slower side sets the pace in both directions. When the browser
 * goes away, the service's answer is cut off; when the session ends, both sides are (PROXY-8).
 *
 * Resolves when the answer is out. Rejects with a `GatewayError` when there is none to pass on; if half of it is out by then, the
 * connection has to be cut.
 */
export function forward(forwarding: Forwarding): Promise<void> {
  const { upstream, request, response, origin, target, headers, body, answerBytes, onWebSocket } = forwarding
  return new Promise((resolve, reject) => {
    let passed = 0
    let informational = 0
    let mostBytes = answerBytes
    let controller: Dispatcher.DispatchController | undefined

    const cut = (error: GatewayError): void => {
      controller?.abort(error)
      reject(error)
    }
    const refuse = (detail: string): void => cut(new GatewayError('UPSTREAM_REFUSED', detail))

    /**
     * Whoever waits for the first event must see that the stream is open. Not `flushHeaders`, which writes them as UTF-8.
     */
    const showHead = (): void => {
      if (passed === 0 && !response.writableEnded && !response.destroyed) response.write(nothing)
    }

    let isOver = false
    const isUnwanted = (): boolean => response.destroyed || isOver
    const letGo = forwarding.hold(() => {
      isOver = true
      cut(new GatewayError('SESSION_REQUIRED', 'the session ended under way'))
    })

    response.on('close', () => {
      letGo()
      if (!response.writableFinished)
        controller?.abort(new GatewayError('REQUEST_MALFORMED', 'the browser went away'))
      resolve()
    })
    response.on('drain', () => {
      response.setTimeout(0)
      controller?.resume()
    })

    upstream.dispatch(
      {
        origin,
        path: target,
        method: request.method as Dispatcher.HttpMethod,
        headers,
        body,
        upgrade: onWebSocket === undefined ? null : 'websocket',
      },
      {
        onRequestStart(started) {
          controller = started
          if (isUnwanted()) started.abort(new GatewayError('REQUEST_MALFORMED', 'the browser went away'))
        },
        onRequestUpgrade(_, _status, given, service) {
          // Without a listener, its failure would be nobody's.
          service.on('error', () => service.destroy())
          if (isUnwanted()) service.destroy()
          else onWebSocket?.(given, service as Socket)
        },
        onResponseStart(_, status, given) {
          if (status === 101) return refuse('an upgrade that is none')
          if (status < 200) {
            informational += 1
            return informational > mostInformational ? refuse('too many informational answers') : undefined
          }
          const answer = answerHeaders(given, forwarding)
          if (answer.kind === 'refused') return refuse(answer.detail)
          if (answer.isEventStream) mostBytes = Number.POSITIVE_INFINITY
          response.writeHead(status, answer.headers as string[])
          // Most answers are there whole: then head and body go out together.
          process.nextTick(showHead)
        },
        onResponseData(started, chunk) {
          passed += chunk.length
          if (passed > mostBytes) return refuse('too large')
          if (response.write(chunk)) return
          started.pause()
          if (response.listenerCount('timeout') === 0) response.on('timeout', () => response.destroy())
          response.setTimeout(forwarding.stallMs)
        },
        onResponseEnd() {
          response.end()
        },
        onResponseError(_, error) {
          reject(toGatewayError(error))
        },
      },
    )
  })
}

const timeouts: ReadonlySet<unknown> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
])

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return new GatewayError(
    timeouts.has(code) ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNREACHABLE',
    String(code ?? 'failed'),
    {
      cause: error,
    },
  )
}
