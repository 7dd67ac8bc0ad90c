import type { UpdateLockoutPolicyRequest } from '@zitadel/proto/zitadel/admin_pb.js'
import type { Policies } from '../../state/model.ts'
import { operation } from '../operation.ts'
import { addOwnPolicy, changeInstancePolicy, changeOwnPolicy, removeOwnPolicy } from './policy-change.ts'

type Given = Pick<UpdateLockoutPolicyRequest, 'maxPasswordAttempts' | 'maxOtpAttempts'>

const policyOf = ({ maxPasswordAttempts, maxOtpAttempts }: Given): Policies['lockout'] => ({
  maxPasswordAttempts,
  maxOtpAttempts,
  showLockoutFailure: true,
})

/** How many failures lock a user: for the instance, and for an organization of its own (contract 3.8, 12.4). */
export const lockoutPolicyOperations = [
  operation('zitadel.admin.v1.AdminService/UpdateLockoutPolicy', (call, request: Given) =>
    changeInstancePolicy(call, 'lockout', () => policyOf(request), 'INSTANCE-0psjF'),
  ),
  operation('zitadel.management.v1.ManagementService/AddCustomLockoutPolicy', (call, request: Given) =>
    addOwnPolicy(call, 'lockout', policyOf(request), 'ORG-0olDf'),
  ),
  operation('zitadel.management.v1.ManagementService/UpdateCustomLockoutPolicy', (call, request: Given) =>
    changeOwnPolicy(call, 'lockout', () => policyOf(request), { missing: 'ORG-ADfs1', same: 'ORG-0JFSr' }),
  ),
  operation('zitadel.management.v1.ManagementService/ResetLockoutPolicyToDefault', (call) =>
    removeOwnPolicy(call, 'lockout', 'ORG-D4zuz'),
  ),
]
