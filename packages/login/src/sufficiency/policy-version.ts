import { createHash } from 'node:crypto'
import type { AgreedFacts } from './agreed-facts.ts'

/**
 * Names the settings that a login was judged by, for the audit trail: the same settings always give the same name, any other ones
 * another. Base64url of SHA-256.
 */
export function policyVersion(
  facts: Pick<AgreedFacts, 'loginPolicy' | 'passwordExpiry' | 'identityProviders' | 'organization'>,
): string {
  const { loginPolicy, passwordExpiry, identityProviders, organization } = facts
  const settings = {
    loginPolicy: { ...loginPolicy, secondFactors: [...loginPolicy.secondFactors].sort() },
    passwordExpiry,
    identityProviders: { ...identityProviders, ids: [...identityProviders.ids].sort() },
    organization,
  }
  return createHash('sha256').update(canonical(settings)).digest('base64url')
}

/** Members by name, so that the order in which a parser writes them does not matter. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  )
}
