import type { PasswordExpiry } from '../facts.ts'
import { wholeNumber } from './json.ts'
import { realSettings } from './parse-login-policy.ts'

/**
 * `GET /v2/settings/password/expiry?ctx.orgId=` (contract 12.4), told which organization was asked for. With zeros only
 * `resourceOwnerType` is there.
 *
 * @throws {TypeError} another shape
 */
export function parsePasswordExpiry(answer: unknown, organizationId: string): PasswordExpiry {
  const settings = realSettings(answer, 'resourceOwnerType', organizationId)
  return { organizationId, maxAgeDays: wholeNumber(settings, 'maxAgeDays') }
}
