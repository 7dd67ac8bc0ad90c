import type { HttpClient } from '@postern/protocol'
import type { Audit } from '../audit/audit.ts'
import type { AuditEvent } from '../audit/events.ts'
import { GatewayError } from '../errors.ts'
import type { EvictionOutcome } from '../evictions/evictions.ts'
import { issuerOperation } from './issuer-operation.ts'
import type { Measurement } from './measurement.ts'
import type { Metrics } from './metrics.ts'
import { outcomeOfCode } from './outcome-of-code.ts'
import type { LoginOutcome, RouteClass } from './table.ts'

/**
 * Feeds the metrics, and is the only one that does: out of what is audited, measured, answered and asked of ZITADEL. No part that does
 * something counts it.
 */
export interface Metering {
  /** The same audit trail, which is counted too. */
  heard(audit: Audit): Audit
  measured(event: Measurement): void
  answered(answer: {
    readonly route: string
    readonly status: number
    readonly whole: boolean
    readonly seconds: number
  }): void
  failed(code: string): void
  reloaded(outcome: 'reloaded' | 'refused'): void
  logFailed(): void
  guardTold(outcome: EvictionOutcome): void
  /** The same network towards ZITADEL, whose calls are counted. */
  watched(http: HttpClient): HttpClient
}

/** @param ticks milliseconds of a clock that never goes back */
export function createMetering(metrics: Metrics, ticks: () => number): Metering {
  const login = ({ flow }: { readonly flow: string }, outcome: LoginOutcome): void =>
    metrics.count('postern_logins_total', { flow, outcome })

  const audited = (record: AuditEvent): void => {
    metrics.count('postern_events_total', { event: record.event })
    switch (record.event) {
      case 'login.finished':
        return login(record, 'finished')
      case 'login.requirements':
        return login(record, 'needs')
      case 'login.cancelled':
        return login(record, 'cancelled')
      case 'login.proof_rejected':
      case 'login.refused':
        return login(record, outcomeOfCode(record.code))
      case 'login.throttled':
        return metrics.count('postern_throttled_total', { limit: record.limit })
      case 'session.started':
        return metrics.count('postern_sessions_started_total', { flow: record.flow })
      case 'session.ended':
        return metrics.count('postern_sessions_ended_total', { by: record.by })
      case 'session.renewed':
        return metrics.count('postern_renewals_total', { outcome: 'renewed' })
      case 'session.mint_refused':
        return metrics.count('postern_renewals_total', { outcome: 'refused' })
      case 'session.renewal_failed':
        return metrics.count('postern_renewals_total', { outcome: 'failed' })
    }
  }

  return {
    heard: (audit) => ({
      ...audit,
      write(record) {
        audited(record)
        audit.write(record)
      },
    }),

    measured({ occasion, step, durationMs, outcome }) {
      metrics.observe('postern_login_step_seconds', durationMs / 1000, { occasion, step })
      if (outcome !== 'done') metrics.count('postern_login_step_failures_total', { occasion, step })
    },

    answered({ route, status, whole, seconds }) {
      const labels = { route: routeClass(route) }
      metrics.count('postern_requests_total', { ...labels, status: whole ? statusClass(status) : 'cut' })
      metrics.observe('postern_request_seconds', seconds, labels)
    },

    failed: (code) => metrics.count('postern_errors_total', { code }),
    reloaded: (outcome) => metrics.count('postern_reloads_total', { outcome }),
    logFailed: () => metrics.count('postern_log_failures_total', {}),
    guardTold: (outcome) => metrics.count('postern_guard_messages_total', { outcome }),

    watched: (http) => async (request) => {
      const operation = issuerOperation(request.url)
      const startedAt = ticks()
      const done = (outcome: string): void => {
        metrics.count('postern_issuer_calls_total', { operation, outcome })
        metrics.observe('postern_issuer_call_seconds', (ticks() - startedAt) / 1000, { operation })
      }
      try {
        const answer = await http(request)
        done(statusClass(answer.status))
        return answer
      } catch (error) {
        done(whyUnanswered(error))
        throw error
      }
    },
  }
}

function routeClass(route: string): RouteClass {
  if (route === 'files') return 'files'
  if (!/^\/auth(?:\/|$)/.test(route)) return 'proxy'
  return /^\/auth\/login(?:\/|$)/.test(route)
    ? 'login'
    : /^\/auth\/session(?:\/|$)/.test(route)
      ? 'session'
      : 'auth'
}

const statusClass = (status: number): string => `${Math.trunc(status / 100)}xx`

function whyUnanswered(error: unknown): 'timeout' | 'unreachable' | 'refused' {
  if (error instanceof GatewayError) return 'refused'
  if (!(error instanceof Error)) return 'unreachable'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return /timeout|timedout/i.test(`${error.name} ${code}`) ? 'timeout' : 'unreachable'
}
