import type { Requirement } from '@postern/login'

/** Requirements as the audit trail holds them. */
export const auditedRequirements = (missing: readonly Requirement[]) =>
  missing.map(({ type, reason, methods }) => ({
    type,
    reason,
    ...(methods !== undefined && { methods: [...methods] }),
  }))
