import type { ApiErrorId } from '../../errors/api-errors.ts'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import type { Organization } from '../../state/model.ts'
import { objectDetails } from '../details.ts'
import { type Call, operation } from '../operation.ts'
import { organizationOf } from '../policy/policy-change.ts'

/**
 * `POST /management/v1/orgs/me/_deactivate` and `_reactivate`. Nothing follows from it for users and sessions: ZITADEL goes on
 * creating sessions for users of an inactive organization, and leaves it to the login client to refuse them.
 */
export const organizationStateOperations = [
  operation('zitadel.management.v1.ManagementService/DeactivateOrg', (call) =>
    changeState(call, 'inactive', 'EVENT-Dbs2g'),
  ),
  operation('zitadel.management.v1.ManagementService/ReactivateOrg', (call) =>
    changeState(call, 'active', 'EVENT-bfnrh'),
  ),
]

function changeState(call: Call, state: Organization['state'], unchanged: ApiErrorId) {
  const organization = organizationOf(call)
  if (organization.state === state) throw ApiError.of(unchanged)
  organization.state = state
  touch(organization, call.now)
  call.world.changed('accounts')
  return { details: objectDetails(organization, organization.id) }
}
