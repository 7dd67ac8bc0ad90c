import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Metering } from '../metrics/metering.ts'
import type { Tracing } from '../tracing/tracing.ts'

export interface AccessLog {
  /** The head of a request is here. */
  began(request: IncomingMessage): void
  /** Its answer is out, or cut off. */
  answered(request: IncomingMessage, response: ServerResponse, correlation: string, route: string): void
}

/**
 * One line for each answer, and its time for metrics and traces. No address, no query, no header of the request (CRED-2, FIX-4).
 *
 * @param ticks milliseconds of a clock that never goes back
 */
export function createAccessLog(deps: {
  readonly log: Logger
  readonly metering: Pick<Metering, 'answered'>
  readonly tracing: Pick<Tracing, 'routed' | 'traceId'>
  readonly ticks: () => number
}): AccessLog {
  const { metering, tracing, ticks } = deps
  // To look for names of secrets in these few fixed fields would cost more than the line. The level is the parent's, which may change.
  const lines = deps.log.child({}, { redact: [], level: 'info' })
  const beginnings = new WeakMap<IncomingMessage, number>()
  return {
    began: (request) => void beginnings.set(request, ticks()),
    answered(request, { statusCode: status, writableFinished: whole }, correlation, named) {
      // An address of ours that does not exist may hold anything.
      const route = status === 404 && named.startsWith('/auth/') ? '/auth' : named
      const durationMs = ticks() - (beginnings.get(request) ?? ticks())
      const trace = tracing.traceId(request)
      tracing.routed(request, route, correlation)
      metering.answered({ route, status, whole, seconds: durationMs / 1000 })
      if (!deps.log.isLevelEnabled('info')) return
      lines.info(
        {
          method: request.method,
          route,
          status,
          whole,
          durationMs: Math.round(durationMs),
          correlation,
          ...(trace !== undefined && { trace }),
        },
        'answered',
      )
    },
  }
}
