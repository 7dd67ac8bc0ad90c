import { loginErrors, type StepName } from '@postern/login'
import { storeErrors } from '@postern/store'
import { auditEvents } from '../audit/events.ts'
import { gatewayErrors } from '../errors.ts'
import type { EvictionOutcome } from '../evictions/evictions.ts'
import { limitNames } from '../throttling/limit-name.ts'

/**
 * Every metric, with every value that its labels may have. What is not in the list of a label becomes `other`: no name, subject,
 * session, address or path can ever be one, and nobody can make series without end (NO-TOKEN-OUT, OPS-3).
 */
export interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly labels: Readonly<Record<string, readonly string[]>>
  readonly meaning: string
}

const flow = ['back_channel', 'redirect', 'device', 'ciba'] as const

/** What became of a login, or of one proof in it. The later ones are the classes of what can go wrong. */
export const loginOutcomes = [
  'finished',
  'needs',
  'cancelled',
  'credentials',
  'policy',
  'limit',
  'attempt',
  'issuer',
  'login_client',
  'tokens',
  'internal',
] as const

export type LoginOutcome = (typeof loginOutcomes)[number]

export const routeClasses = ['login', 'session', 'auth', 'proxy', 'files'] as const

export type RouteClass = (typeof routeClasses)[number]

const statusClasses = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const

export const issuerOperations = [
  'discovery',
  'keys',
  'token',
  'revoke',
  'authorize',
  'userinfo',
  'sessions',
  'auth_requests',
  'users',
  'settings',
  'organizations',
  'permissions',
] as const

export type IssuerOperation = (typeof issuerOperations)[number]

const steps = [
  'authenticate_application',
  'verify_user',
  'begin_authorization',
  'bind_session',
  'exchange_code',
  'validate_tokens',
  'store_tokens',
] as const satisfies readonly StepName[]

const occasion = ['login', 'renewal'] as const

const codes = Object.keys({ ...gatewayErrors, ...loginErrors, ...storeErrors })

export const metricTable = {
  postern_logins_total: {
    type: 'counter',
    labels: { flow, outcome: loginOutcomes },
    meaning:
      'Logins and their proofs by what became of them. `needs`: something is still missing. The others that did not finish: `credentials` name, password or code not right; `policy` refused by policy or facts; `limit` too many tries; `attempt` gone or asked out of turn; `issuer` ZITADEL did not answer, or not as it must; `login_client` its credential; `tokens` what came out was not accepted; `internal` ours.',
  },
  postern_login_step_seconds: {
    type: 'histogram',
    labels: { occasion, step: steps },
    meaning: 'How long a step of a login or of a renewal took, successful or not.',
  },
  postern_login_step_failures_total: {
    type: 'counter',
    labels: { occasion, step: steps },
    meaning: 'Steps that did not end well; a wrong password is one of `verify_user`.',
  },
  postern_throttled_total: {
    type: 'counter',
    labels: { limit: limitNames },
    meaning: 'Requests of logins refused by a limit of the gateway.',
  },
  postern_renewals_total: {
    type: 'counter',
    labels: { outcome: ['renewed', 'refused', 'failed'] },
    meaning:
      'Token sets of living sessions: `renewed`; `refused` by ZITADEL or its policy, which ends the session; `failed`, to be tried again.',
  },
  postern_sessions_started_total: { type: 'counter', labels: { flow }, meaning: 'Sessions begun.' },
  postern_sessions_ended_total: {
    type: 'counter',
    labels: { by: auditEvents['session.ended'].by.options },
    meaning: 'Sessions ended, by what ended them.',
  },
  postern_sessions_held: {
    type: 'gauge',
    labels: {},
    meaning:
      'Sessions that have an answer, an event stream or a web socket open at this moment in this process.',
  },
  postern_requests_under_way: {
    type: 'gauge',
    labels: {},
    meaning: 'Requests of the public listener that are not answered whole yet, open streams included.',
  },
  postern_requests_total: {
    type: 'counter',
    labels: { route: routeClasses, status: [...statusClasses, 'cut'] },
    meaning:
      'Requests answered, by the class of their route: `login`, `session` and the rest of `auth` below /auth, `proxy` the configured routes, `files` the application. `cut`: the answer did not get out whole.',
  },
  postern_request_seconds: {
    type: 'histogram',
    labels: { route: routeClasses },
    meaning: 'From the head of a request to the end of its answer; open streams count when they end.',
  },
  postern_errors_total: {
    type: 'counter',
    labels: { code: codes },
    meaning: 'Error answers by code; docs/errors.md says what each is.',
  },
  postern_events_total: {
    type: 'counter',
    labels: { event: Object.keys(auditEvents) },
    meaning:
      'Records of the audit trail by their name. Alert on `request.forged`, `session.record_unreadable`, `login.undo_failed` and `issuer.deprecation`.',
  },
  postern_issuer_calls_total: {
    type: 'counter',
    labels: { operation: issuerOperations, outcome: [...statusClasses, 'timeout', 'unreachable', 'refused'] },
    meaning:
      'Calls to ZITADEL: the class of the status, or why there is none. `refused`: by us, before or because of its size.',
  },
  postern_issuer_call_seconds: {
    type: 'histogram',
    labels: { operation: issuerOperations },
    meaning: 'How long a call to ZITADEL took, answered or not.',
  },
  postern_outbox_entries: {
    type: 'gauge',
    labels: {},
    meaning: 'ZITADEL sessions that are still to be ended.',
  },
  postern_outbox_oldest_seconds: {
    type: 'gauge',
    labels: {},
    meaning: 'Age of the oldest of them, in the last five seconds; absent while there is none.',
  },
  postern_guard_messages_total: {
    type: 'counter',
    labels: { outcome: ['told', 'failed', 'dropped'] satisfies readonly EvictionOutcome[] },
    meaning:
      'Messages to guards about ended sessions: `told`; `failed`, to be tried again; `dropped` after five minutes, when a guard has forgotten by itself.',
  },
  postern_login_client_expires_seconds: {
    type: 'gauge',
    labels: {},
    meaning:
      "Seconds until the login client's credential ends, negative afterwards; absent where it is not known. Alert below 1209600 (14 days).",
  },
  postern_ready: { type: 'gauge', labels: {}, meaning: 'What /readyz says: 1 yes, 0 no.' },
  postern_reloads_total: {
    type: 'counter',
    labels: { outcome: ['reloaded', 'refused'] },
    meaning: 'Reloads of the configuration; after a refused one the old configuration goes on.',
  },
  postern_log_failures_total: {
    type: 'counter',
    labels: {},
    meaning:
      'Lines of the log, those of the audit trail among them, that could not be written when they were due, such as on a full disk. `postern serve` keeps 8 MiB of them and writes them when there is room; beyond that they are lost.',
  },
  postern_key_files_stale: {
    type: 'gauge',
    labels: {},
    meaning:
      'How many settings name a key file that does not hold the key in use: unreadable, being written, or refused. The key before goes on.',
  },
  postern_config_loaded_timestamp_seconds: {
    type: 'gauge',
    labels: {},
    meaning: 'When the configuration that is in use was loaded, in seconds since the epoch.',
  },
} as const satisfies Record<string, Metric>

type Table = typeof metricTable

export type MetricName<Type extends Metric['type']> = {
  [Name in keyof Table]: Table[Name]['type'] extends Type ? Name : never
}[keyof Table]

/** The labels that a metric must be given. Values that come from elsewhere are held against the list when they are counted. */
export type LabelsOf<Name extends keyof Table> = {
  readonly [Label in keyof Table[Name]['labels']]: string
}
