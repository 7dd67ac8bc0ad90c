import type { LivingSession } from '@postern/login'
import type { SessionRecord } from './session-record.ts'

/** What the engine needs of a session to renew or judge it. */
export const living = ({ outer, inner }: SessionRecord): LivingSession => ({
  zitadelSessionId: outer.zitadelSessionId,
  subject: outer.subject,
  organizationId: outer.organizationId,
  authTime: inner.authTime,
})
