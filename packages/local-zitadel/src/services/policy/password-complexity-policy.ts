import { ApiError } from '../../errors/api-error.ts'
import type { Policies } from '../../state/model.ts'
import { operation } from '../operation.ts'
import { addOwnPolicy, changeInstancePolicy, changeOwnPolicy, removeOwnPolicy } from './policy-change.ts'

interface Given {
  readonly minLength: bigint | number
  readonly hasUppercase: boolean
  readonly hasLowercase: boolean
  readonly hasNumber: boolean
  readonly hasSymbol: boolean
}

const longest = 72

function policyOf(given: Given): Policies['passwordComplexity'] {
  const minLength = Number(given.minLength)
  if (minLength === 0 || minLength > longest) throw ApiError.of('MODEL-Lsp0e')
  const { hasUppercase, hasLowercase, hasNumber, hasSymbol } = given
  return { minLength, hasUppercase, hasLowercase, hasNumber, hasSymbol }
}

/** What a new password must contain (contract 12.4). */
export const passwordComplexityPolicyOperations = [
  operation('zitadel.admin.v1.AdminService/UpdatePasswordComplexityPolicy', (call, request: Given) =>
    changeInstancePolicy(call, 'passwordComplexity', () => policyOf(request), 'INSTANCE-DAs21'),
  ),
  operation(
    'zitadel.management.v1.ManagementService/AddCustomPasswordComplexityPolicy',
    (call, request: Given) => addOwnPolicy(call, 'passwordComplexity', policyOf(request), 'ORG-7M9fc'),
  ),
  operation(
    'zitadel.management.v1.ManagementService/UpdateCustomPasswordComplexityPolicy',
    (call, request: Given) =>
      changeOwnPolicy(call, 'passwordComplexity', () => policyOf(request), {
        missing: 'ORG-ADgs2',
        same: 'Org-DAs21',
      }),
  ),
  operation('zitadel.management.v1.ManagementService/ResetPasswordComplexityPolicyToDefault', (call) =>
    removeOwnPolicy(call, 'passwordComplexity', 'ORG-ADgs2'),
  ),
]
