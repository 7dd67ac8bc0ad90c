import { operation } from '../operation.ts'
import { addOwnPolicy, changeInstancePolicy, changeOwnPolicy, removeOwnPolicy } from './policy-change.ts'

interface Given {
  readonly maxAgeDays: number
  readonly expireWarnDays: number
}

const policyOf = ({ maxAgeDays, expireWarnDays }: Given) => ({ maxAgeDays, expireWarnDays })

/** After how many days a password is too old. Nobody enforces it here: the login client must (contract 3.10). */
export const passwordAgePolicyOperations = [
  operation('zitadel.admin.v1.AdminService/UpdatePasswordAgePolicy', (call, request: Given) =>
    changeInstancePolicy(call, 'passwordAge', () => policyOf(request), 'INSTANCE-dsgjR'),
  ),
  operation('zitadel.management.v1.ManagementService/AddCustomPasswordAgePolicy', (call, request: Given) =>
    addOwnPolicy(call, 'passwordAge', policyOf(request), 'Org-Lk0dS'),
  ),
  operation('zitadel.management.v1.ManagementService/UpdateCustomPasswordAgePolicy', (call, request: Given) =>
    changeOwnPolicy(call, 'passwordAge', () => policyOf(request), {
      missing: 'Org-0oPew',
      same: 'Org-dsgjR',
    }),
  ),
  operation('zitadel.management.v1.ManagementService/ResetPasswordAgePolicyToDefault', (call) =>
    removeOwnPolicy(call, 'passwordAge', 'Org-Dgs1g'),
  ),
]
