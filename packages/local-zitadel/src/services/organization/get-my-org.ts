import { OrgState } from '@zitadel/proto/zitadel/org_pb.js'
import { organizationOf } from '../policy/policy-change.ts'
import { readDetails } from '../details.ts'
import { operation } from '../operation.ts'

/** `GET /management/v1/orgs/me`: the organization of the call. */
export const getMyOrg = operation('zitadel.management.v1.ManagementService/GetMyOrg', (call) => {
  const organization = organizationOf(call)
  return {
    org: {
      id: organization.id,
      details: readDetails(organization, organization.id),
      state: organization.state === 'active' ? OrgState.ACTIVE : OrgState.INACTIVE,
      name: organization.name,
      primaryDomain: organization.primaryDomain,
    },
  }
})
