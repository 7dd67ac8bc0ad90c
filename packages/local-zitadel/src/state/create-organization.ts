import type { Organization } from './model.ts'

/** A new organization; its domain is made of its name, below the instance's (contract 12.5). */
export function createOrganization(given: {
  id: string
  name: string
  now: number
  primaryDomain?: string
}): Organization {
  const label = given.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return {
    id: given.id,
    name: given.name,
    primaryDomain: given.primaryDomain ?? `${label}.localhost`,
    state: 'active',
    createdAt: given.now,
    changedAt: given.now,
    sequence: 4,
    members: new Map(),
    policies: {},
    policyDetails: new Map(),
  }
}
