import { ApiError } from '../../errors/api-error.ts'
import type { ApiErrorId } from '../../errors/api-errors.ts'
import { isDeepStrictEqual } from 'node:util'
import type { Organization, Policies, PolicyDetails } from '../../state/model.ts'
import { creationDetails, objectDetails } from '../details.ts'
import type { Call } from '../operation.ts'

type Name = keyof Policies

/** The organization that a management call is about. */
export function organizationOf(call: Call): Organization {
  const organization = call.instance.organizations.get(call.organizationId)
  if (organization === undefined) throw ApiError.of('AUTH-Bs7Ds')
  return organization
}

/** Gives an organization a policy of its own. */
export function addOwnPolicy<P extends Name>(call: Call, name: P, policy: Policies[P], exists: ApiErrorId) {
  const organization = organizationOf(call)
  if (organization.policies[name] !== undefined) throw ApiError.of(exists)
  organization.policies[name] = policy
  const sequence = organization.sequence + 1
  organization.sequence = sequence
  organization.policyDetails.set(name, { createdAt: call.now, changedAt: call.now, sequence })
  call.world.changed('accounts')
  return { details: creationDetails({ createdAt: call.now, sequence }, organization.id) }
}

/** Changes an organization's own policy; without one, and without a change, refused. */
export function changeOwnPolicy<P extends Name>(
  call: Call,
  name: P,
  change: (policy: Policies[P]) => Policies[P],
  errors: { readonly missing: ApiErrorId; readonly same: ApiErrorId },
) {
  const organization = organizationOf(call)
  const known = organization.policies[name]
  if (known === undefined) throw ApiError.of(errors.missing)
  const changed = change(structuredClone(known))
  if (isDeepStrictEqual(changed, known)) throw ApiError.of(errors.same)
  organization.policies[name] = changed
  return { details: touched(call, organization.policyDetails.get(name), organization, organization.id) }
}

/** Takes an organization's own policy away: the instance's is in force again. */
export function removeOwnPolicy(call: Call, name: Name, missing: ApiErrorId) {
  const organization = organizationOf(call)
  if (organization.policies[name] === undefined) throw ApiError.of(missing)
  delete organization.policies[name]
  const details = touched(call, organization.policyDetails.get(name), organization, organization.id)
  organization.policyDetails.delete(name)
  return { details }
}

/** Changes the instance's policy. */
export function changeInstancePolicy<P extends Name>(
  call: Call,
  name: P,
  change: (policy: Policies[P]) => Policies[P],
  same: ApiErrorId,
) {
  const { instance } = call
  const changed = change(structuredClone(instance.policies[name]))
  if (isDeepStrictEqual(changed, instance.policies[name])) throw ApiError.of(same)
  instance.policies[name] = changed
  return { details: touched(call, instance.policyDetails.get(name), instance, instance.id) }
}

function touched(call: Call, known: PolicyDetails | undefined, owner: { sequence: number }, ownerId: string) {
  owner.sequence++
  const details = known ?? { createdAt: call.now, changedAt: call.now, sequence: 0 }
  details.changedAt = call.now
  details.sequence = owner.sequence
  call.world.changed('accounts')
  return objectDetails(details, ownerId)
}
