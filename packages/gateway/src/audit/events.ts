import * as v from 'valibot'
import { limitNames } from '../throttling/limit-name.ts'

const word = v.pipe(v.string(), v.maxLength(200))
const words = v.array(word)
const hash = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16}$/))
const requirement = v.object({ type: word, methods: v.optional(words), reason: word })
const requirements = v.array(requirement)
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** What every record has (AUD-1). */
const always = {
  audit: v.literal(true),
  time: v.pipe(v.string(), v.isoTimestamp()),
  level: word,
  /** The application that logs in: its public origin. */
  client: word,
  address: v.nullable(word),
  correlation: v.nullable(word),
  /** Only where a tracer is registered, or a trusted caller brought a trace. */
  trace: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))),
}

const login = { flow: v.literal('back_channel'), attempt: hash }
const refusal = { code: word, detail: word }
const session = { session: hash, subject: word, flow: v.literal('back_channel') }

/** By what a session can end. */
export const endedBy = [
  'user',
  'other_session',
  'everywhere',
  'new_login',
  'not_given_out',
  'idle',
  'absolute',
  'policy',
  'renewal',
  'issuer',
  'operator',
  'recovery',
] as const

/**
 * Every event of the audit trail with what its record holds. A closed list: what is not here is not written. No record holds a
 * credential, a code, a token or a name that was typed; identifiers of sessions and attempts are hashed (AUD-2).
 */
export const auditEvents = {
  'gateway.started': { flows: words, weakened: words },
  'gateway.reloaded': { flows: words, weakened: words },
  'gateway.reload_refused': { code: word },
  'gateway.keys_replaced': { settings: words },
  'gateway.stopped': {},
  'login.begun': { ...login },
  'login.proof_accepted': { ...login, method: word, subject: v.nullable(word) },
  'login.proof_rejected': { ...login, ...refusal, method: word },
  'login.requirements': { ...login, subject: v.nullable(word), missing: requirements },
  'login.finished': { ...login, subject: word, methods: words, policyVersion: word, otherAudiences: words },
  'login.refused': { ...login, ...refusal, missing: requirements },
  'login.cancelled': { ...login },
  'login.undone': { ...login },
  'login.undo_failed': { ...login, ...refusal },
  'login.throttled': { limit: v.picklist(limitNames), name: v.nullable(hash) },
  'device.remembered': { name: hash },
  'issuer.deprecation': { operation: word, deprecation: v.nullable(word), sunset: v.nullable(word) },
  'session.started': { ...session, methods: words, device: v.nullable(word) },
  'session.minted': { subject: word, policyVersion: word },
  'session.mint_refused': { subject: word, ...refusal, missing: requirements },
  'session.zitadel_ended': {},
  'session.renewed': { ...session },
  'session.renewal_failed': { ...session, code: word },
  'session.handle_rotated': { ...session },
  'session.judged_insufficient': { ...session, missing: requirements },
  'session.ended': { ...session, by: v.picklist(endedBy) },
  'session.end_asked': { ...session, of: v.picklist(['other_session', 'everywhere']), sessions: count },
  'logout_token.accepted': {
    subject: v.nullable(word),
    of: v.picklist(['session', 'subject']),
    outcome: v.picklist(['ended', 'repeated']),
  },
  'logout_token.rejected': { detail: word },
  'session.handle_unknown': {},
  'session.record_unreadable': { code: word },
  'request.host_unknown': {},
  'request.target_refused': { detail: word },
  'request.cookie_ambiguous': { cookieName: word },
  'request.forged': { detail: word, route: word },
  'proxy.method_refused': { route: word },
  'proxy.answer_refused': { route: word, detail: word },
  'proxy.web_sockets_exhausted': { route: word, limit: v.picklist(['session', 'route']) },
} as const satisfies Record<string, v.ObjectEntries>

export type AuditEventName = keyof typeof auditEvents

type Details<Entries> = {
  readonly [Name in keyof Entries]: Entries[Name] extends v.GenericSchema
    ? v.InferOutput<Entries[Name]>
    : never
}

/** One event with its details. */
export type AuditEvent = {
  [Name in AuditEventName]: { readonly event: Name } & Details<(typeof auditEvents)[Name]>
}[AuditEventName]

/** The schema of one event's record as it stands in the log: nothing more, nothing less. */
export const auditRecordSchema = (name: AuditEventName) =>
  v.strictObject({ ...always, event: v.literal(name), ...auditEvents[name] })
