import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type Attributes,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { Measurement } from '../metrics/measurement.ts'
import { parseTraceContext, type TraceHeaders, traceHeadersOf } from './trace-context.ts'

/** A call to somebody else. Its name and attributes come from a closed list: no path, no query, no name of a person. */
export interface OutgoingCall<T> {
  readonly name: string
  readonly attributes: Attributes
  /** Makes the call, with the headers that continue the trace there. */
  readonly send: (headers: TraceHeaders) => Promise<T>
  readonly statusOf: (answer: T) => number
}

/**
 * Spans of requests and of what they lead to, by the OpenTelemetry API. Whoever runs the gateway registers an SDK in its process;
 * without one, nothing is recorded, and what is left is a call that does nothing.
 */
export interface Tracing {
  /**
   * Serves a request within a span of its own. A new trace begins, as at every front gate (W3C Trace Context §3.4, "restart trace"):
   * otherwise strangers could choose what is sampled and make their requests look like somebody else's. Only where `trustsCaller`
   * says that whoever calls is one of ours, its trace goes on.
   */
  serve(request: IncomingMessage, response: ServerResponse, trustsCaller: boolean, work: () => void): void
  /** Says what the request was, once that is known. */
  routed(request: IncomingMessage, route: string, correlation: string): void
  call<T>(outgoing: OutgoingCall<T>): Promise<T>
  /** Notes a step of a login on the span of the request that is being served. */
  measured(event: Measurement): void
  /** The trace of a request, or of the one being served right now: for lines of the log. */
  traceId(request?: IncomingMessage): string | undefined
}

export function createTracing(): Tracing {
  const tracer = trace.getTracer('postern')
  const served = new AsyncLocalStorage<Span>()
  const spans = new WeakMap<IncomingMessage, Span>()

  /** For our own parts by what is handed on here, for other libraries by the API's way. */
  const within = <T>(span: Span, work: () => T): T =>
    served.run(span, () => context.with(trace.setSpan(ROOT_CONTEXT, span), work))

  return {
    serve(request, response, trustsCaller, work) {
      const caller = trustsCaller ? parseTraceContext(request.headers) : undefined
      const span = tracer.startSpan(
        `${request.method}`,
        { kind: SpanKind.SERVER, attributes: { 'http.request.method': request.method ?? '' } },
        caller === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, caller),
      )
      if (!isSpanContextValid(span.spanContext())) return work()
      spans.set(request, span)
      response.once('close', () => {
        // After everybody else who listens for it: they say what it was.
        queueMicrotask(() => {
          span.setAttribute('http.response.status_code', response.statusCode)
          if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        })
      })
      within(span, work)
    },

    routed(request, route, correlation) {
      const span = spans.get(request)
      span?.updateName(`${request.method} ${route}`)
      span?.setAttributes({ 'http.route': route, 'postern.correlation': correlation })
    },

    async call({ name, attributes, send, statusOf }) {
      const parent = served.getStore()
      const span = tracer.startSpan(
        name,
        { kind: SpanKind.CLIENT, attributes },
        parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent),
      )
      if (!isSpanContextValid(span.spanContext())) return send({})
      try {
        const answer = await within(span, () => send(traceHeadersOf(span.spanContext())))
        span.setAttribute('http.response.status_code', statusOf(answer))
        return answer
      } catch (error) {
        // Never the error itself: its message may quote what was sent.
        span.setAttribute('error.type', typeOf(error))
        span.setStatus({ code: SpanStatusCode.ERROR })
        throw error
      } finally {
        span.end()
      }
    },

    measured: ({ flow, occasion, step, outcome, durationMs }) =>
      void served.getStore()?.addEvent('login.step', { flow, occasion, step, outcome, durationMs }),

    traceId(request) {
      const span = request === undefined ? served.getStore() : spans.get(request)
      return span?.spanContext().traceId
    },
  }
}

const typeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
