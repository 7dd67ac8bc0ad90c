import type { LoginEvent, LoginEvents } from '@postern/login'
import type { Audit } from './audit.ts'
import { auditedRequirements } from './audited-requirements.ts'
import type { AuditEvent } from './events.ts'
import type { Fingerprint } from './fingerprint.ts'

/**
 * Writes the login engine's events to the audit trail, under the gateway's names and with hashed identifiers. What is only for
 * measuring is not written.
 */
export function auditLoginEvents(audit: Audit, fingerprint: Fingerprint): LoginEvents {
  return (event) => {
    const record = toAuditEvent(event, fingerprint)
    if (record !== null) audit.write(record)
  }
}

function toAuditEvent(given: LoginEvent, fingerprint: Fingerprint): AuditEvent | null {
  switch (given.name) {
    case 'login.step':
      return null
    case 'issuer.deprecation': {
      const { operation, deprecation, sunset } = given
      return { event: 'issuer.deprecation', operation, deprecation, sunset }
    }
    case 'session.renewed':
      return { event: 'session.minted', subject: given.subject, policyVersion: given.policyVersion }
    case 'session.renewal_refused': {
      const { subject, code, detail, missing } = given
      return { event: 'session.mint_refused', subject, code, detail, missing: auditedRequirements(missing) }
    }
    case 'session.ended':
      return { event: 'session.zitadel_ended' }
    default:
      return withAttempt(given, fingerprint)
  }
}

type AttemptEvent = Extract<LoginEvent, { readonly attempt: string }>

function withAttempt(given: AttemptEvent, fingerprint: Fingerprint): AuditEvent {
  const common = { flow: 'back_channel', attempt: fingerprint('attempt', given.attempt) } as const
  switch (given.name) {
    case 'login.begun':
    case 'login.cancelled':
    case 'login.undone':
      return { event: given.name, ...common }
    case 'login.undo_failed':
      return { event: given.name, ...common, code: given.code, detail: given.detail }
    case 'login.proof_accepted':
      return { event: given.name, ...common, method: given.method, subject: given.subject }
    case 'login.proof_rejected':
      return { event: given.name, ...common, method: given.method, code: given.code, detail: given.detail }
    case 'login.requirements':
      return {
        event: given.name,
        ...common,
        subject: given.subject,
        missing: auditedRequirements(given.missing),
      }
    case 'login.refused':
      return {
        event: given.name,
        ...common,
        code: given.code,
        detail: given.detail,
        missing: auditedRequirements(given.missing),
      }
    case 'login.finished': {
      const { subject, methods, policyVersion, otherAudiences } = given
      return {
        event: given.name,
        ...common,
        subject,
        methods: [...methods],
        policyVersion,
        otherAudiences: [...otherAudiences],
      }
    }
  }
}
