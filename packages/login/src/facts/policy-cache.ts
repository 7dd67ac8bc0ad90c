import type { Now } from '@postern/protocol'
import { isWhole, type OrganizationPolicy } from './organization-policy.ts'

export interface PolicyCacheOptions {
  readonly now: Now
  readonly read: (organizationId: string) => Promise<OrganizationPolicy>
  /** How long a policy may be used, from when its reading began: a change takes effect within it. 0: read for each login. */
  readonly cacheSeconds: number
  /** The least recently read go first. */
  readonly maxOrganizations: number
}

interface Kept {
  readonly startedAt: number
  readonly policy: Promise<OrganizationPolicy>
}

/**
 * Remembers policies by organization, for a short time and in a bounded number. Logins that come while one is being read wait for
 * that reading. What could not be read is not remembered: the next login tries again.
 */
export function createPolicyCache({ cacheSeconds, maxOrganizations, now, read }: PolicyCacheOptions) {
  const kept = new Map<string, Kept>()

  const begin = (organizationId: string): Promise<OrganizationPolicy> => {
    const policy = read(organizationId)
    const entry = { startedAt: now(), policy }
    kept.delete(organizationId)
    kept.set(organizationId, entry)
    for (const [oldest] of kept) {
      if (kept.size <= maxOrganizations) break
      kept.delete(oldest)
    }
    const forget = (): void => {
      if (kept.get(organizationId) === entry) kept.delete(organizationId)
    }
    void policy.then((whole) => (isWhole(whole) ? undefined : forget()), forget)
    return policy
  }

  return {
    policyOf(organizationId: string): Promise<OrganizationPolicy> {
      const entry = kept.get(organizationId)
      const ageMs = entry === undefined ? Number.NaN : now() - entry.startedAt
      // A clock that went back makes an age below zero: read again.
      return entry !== undefined && ageMs >= 0 && ageMs < cacheSeconds * 1_000
        ? entry.policy
        : begin(organizationId)
    },
  }
}
