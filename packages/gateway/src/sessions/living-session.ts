import type { LivingSession } from '@postern/login'
import type { OuterSession } from './session-records.ts'

/** What the engine needs of a session to renew or judge it. */
export const living = ({ outer }: OuterSession): LivingSession => ({
  zitadelSessionId: outer.zitadelSessionId,
  subject: outer.subject,
  organizationId: outer.organizationId,
  authTime: outer.authTime,
})
