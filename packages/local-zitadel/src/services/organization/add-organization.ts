import type { AddOrganizationRequest } from '@zitadel/proto/zitadel/org/v2/org_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { createOrganization } from '../../state/create-organization.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'

/** `POST /v2/organizations` (201). Administrators named in the request must be users that exist. */
export const addOrganization = operation(
  'zitadel.org.v2.OrganizationService/AddOrganization',
  ({ instance, world, now }, request: AddOrganizationRequest) => {
    const isTaken = [...instance.organizations.values()].some((one) => one.name === request.name)
    if (isTaken) throw ApiError.of('V3-DKcYh', { message: 'Organisation already exists' })
    const given = request as AddOrganizationRequest & { orgId?: string; organizationId?: string }
    const id = given.orgId ?? given.organizationId ?? world.nextId()
    const organization = createOrganization({ id, name: request.name, now })
    for (const { userType, roles } of request.admins) {
      if (userType.case !== 'userId' || !instance.users.has(userType.value))
        throw ApiError.of('COMMAND-4f8sg')
      organization.members.set(userType.value, roles.length === 0 ? ['ORG_OWNER'] : [...roles])
    }
    instance.organizations.set(id, organization)
    world.changed('accounts')
    return { details: objectDetails(organization, id), organizationId: id }
  },
)
