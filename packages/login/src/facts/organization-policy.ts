import type { Now } from '@postern/protocol'
import type {
  ActiveIdentityProviders,
  LoginPolicy,
  OrganizationFacts,
  PasswordExpiry,
} from '../sufficiency/facts.ts'
import type { Reading } from '../sufficiency/reading.ts'
import { parseIdentityProviders } from '../sufficiency/readings/parse-identity-providers.ts'
import { parseLoginPolicy } from '../sufficiency/readings/parse-login-policy.ts'
import { parseOrganization } from '../sufficiency/readings/parse-organization.ts'
import { parsePasswordExpiry } from '../sufficiency/readings/parse-password-expiry.ts'
import { ask } from './ask.ts'
import type { FactsPort } from './facts-port.ts'
import {
  identityProvidersQuestion,
  loginPolicyQuestion,
  organizationQuestion,
  passwordExpiryQuestion,
} from './questions.ts'

/** Everything that is the same for all users of one organization. */
export interface OrganizationPolicy {
  readonly organization: Reading<OrganizationFacts | null>
  readonly loginPolicy: Reading<LoginPolicy>
  readonly passwordExpiry: Reading<PasswordExpiry>
  readonly identityProviders: Reading<ActiveIdentityProviders>
}

/** Reads it, all four calls beside each other. Never rejects. */
export async function readOrganizationPolicy(
  deps: { readonly port: FactsPort; readonly now: Now },
  organizationId: string,
): Promise<OrganizationPolicy> {
  const [organization, loginPolicy, passwordExpiry, identityProviders] = await Promise.all([
    ask(deps, organizationQuestion(organizationId), { parse: parseOrganization }),
    ask(deps, loginPolicyQuestion(organizationId), {
      parse: (json) => parseLoginPolicy(json, organizationId),
    }),
    ask(deps, passwordExpiryQuestion(organizationId), {
      parse: (json) => parsePasswordExpiry(json, organizationId),
    }),
    ask(deps, identityProvidersQuestion(organizationId), {
      parse: (json) => parseIdentityProviders(json, organizationId),
    }),
  ])
  return { organization, loginPolicy, passwordExpiry, identityProviders }
}

/** Whether it may be remembered: whole, and of an organization that exists. */
export function isWhole({
  organization,
  loginPolicy,
  passwordExpiry,
  identityProviders,
}: OrganizationPolicy): boolean {
  const isKnown = organization.readable && organization.value !== null
  return isKnown && loginPolicy.readable && passwordExpiry.readable && identityProviders.readable
}
