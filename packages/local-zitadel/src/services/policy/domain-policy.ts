import { ApiError } from '../../errors/api-error.ts'
import { preferredLoginName } from '../../claims/login-name.ts'
import type { Instance, Organization, Policies } from '../../state/model.ts'
import { objectDetails } from '../details.ts'
import { type Call, operation } from '../operation.ts'

interface Given {
  readonly orgId: string
  readonly userLoginMustBeDomain: boolean
  readonly validateOrgDomains: boolean
  readonly smtpSenderAddressMatchesInstanceDomain: boolean
}

function organizationOf(instance: Instance, id: string): Organization {
  const organization = instance.organizations.get(id)
  if (organization === undefined) throw ApiError.of('AUTH-Bs7Ds')
  return organization
}

const policyOf = (given: Given): Policies['domain'] => ({
  userLoginMustBeDomain: given.userLoginMustBeDomain,
  validateOrgDomains: given.validateOrgDomains,
  smtpSenderAddressMatchesInstanceDomain: given.smtpSenderAddressMatchesInstanceDomain,
})

/** Sets or removes an organization's domain policy. Taken away, the user names keep the suffix they had got (contract 12.4, R). */
function change(call: Call, organization: Organization, policy: Policies['domain'] | undefined) {
  const { instance, now } = call
  if (policy === undefined) {
    const isSuffixed = organization.policies.domain?.userLoginMustBeDomain === true
    if (isSuffixed) {
      for (const user of instance.users.values()) {
        if (user.organizationId === organization.id) user.username = preferredLoginName(instance, user)
      }
    }
    delete organization.policies.domain
  } else {
    organization.policies.domain = policy
  }
  organization.sequence++
  organization.policyDetails.set('domain', {
    createdAt: now,
    changedAt: now,
    sequence: organization.sequence,
  })
  call.world.changed('accounts')
  return { details: objectDetails({ sequence: organization.sequence, changedAt: now }, organization.id) }
}

/** Whether login names carry the organization's domain. */
export const domainPolicyOperations = [
  operation('zitadel.admin.v1.AdminService/AddCustomDomainPolicy', (call, request: Given) =>
    change(call, organizationOf(call.instance, request.orgId), policyOf(request)),
  ),
  operation('zitadel.admin.v1.AdminService/UpdateCustomDomainPolicy', (call, request: Given) =>
    change(call, organizationOf(call.instance, request.orgId), policyOf(request)),
  ),
  operation('zitadel.admin.v1.AdminService/ResetCustomDomainPolicyToDefault', (call, request: Given) =>
    change(call, organizationOf(call.instance, request.orgId), undefined),
  ),
]
