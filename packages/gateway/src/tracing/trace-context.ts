import { createTraceState, isSpanContextValid, type SpanContext } from '@opentelemetry/api'

/** The two headers of W3C Trace Context, as they are sent on. */
export type TraceHeaders = Readonly<Record<string, string>>

// W3C Trace Context §3.2.2: version, trace-id, parent-id, trace-flags, in lower-case hex. Version ff does not exist; later versions
// may say more behind another dash (§3.2.4).
const traceparent = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[^\s]*)?$/
const tracestate = /^[\x20-\x7e]{1,512}$/

/** Reads the headers of a caller that is trusted. Nothing if there are none, or if they are not written as they must be. */
export function parseTraceContext(headers: {
  readonly [name: string]: string | readonly string[] | undefined
}): SpanContext | undefined {
  const given = headers['traceparent']
  if (typeof given !== 'string' || given.length > 200) return undefined
  const [, version, traceId = '', spanId = '', flags = '', more] = traceparent.exec(given) ?? []
  if (version === undefined || (version === '00' && more !== undefined)) return undefined
  const state = headers['tracestate']
  const parsed: SpanContext = {
    traceId,
    spanId,
    // Only the flag that we know of is taken over (§3.2.2.5).
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
    ...(typeof state === 'string' && tracestate.test(state) && { traceState: createTraceState(state) }),
  }
  return isSpanContextValid(parsed) ? parsed : undefined
}

/** The headers that continue a span at somebody else; none where nobody traces. */
export function traceHeadersOf(span: SpanContext): TraceHeaders {
  if (!isSpanContextValid(span)) return {}
  const state = span.traceState?.serialize() ?? ''
  return {
    traceparent: `00-${span.traceId}-${span.spanId}-${(span.traceFlags & 1).toString(16).padStart(2, '0')}`,
    ...(state !== '' && { tracestate: state }),
  }
}
