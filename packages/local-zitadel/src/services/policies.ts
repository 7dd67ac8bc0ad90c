import type { Instance, Policies } from '../state/model.ts'

/** The policy in force for an organization: its own, else the instance's. An unknown organization has the instance's (contract 12.4). */
export function policyFor<Name extends keyof Policies>(
  instance: Instance,
  organizationId: string | undefined,
  name: Name,
): Policies[Name] {
  const own = instance.organizations.get(organizationId ?? '')?.policies[name]
  return own ?? instance.policies[name]
}
