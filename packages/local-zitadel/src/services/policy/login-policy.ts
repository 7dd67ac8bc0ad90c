import { durationMs } from '@bufbuild/protobuf/wkt'
import type { UpdateLoginPolicyRequest } from '@zitadel/proto/zitadel/admin_pb.js'
import type { AddCustomLoginPolicyRequest } from '@zitadel/proto/zitadel/management_pb.js'
import { PasswordlessType } from '@zitadel/proto/zitadel/policy_pb.js'
import { emptyLoginPolicy } from '../../state/default-policies.ts'
import type { LoginPolicy } from '../../state/model.ts'
import { operation } from '../operation.ts'
import { factorNames } from './login-factors.ts'
import { addOwnPolicy, changeInstancePolicy, changeOwnPolicy, removeOwnPolicy } from './policy-change.ts'

type Given = Omit<UpdateLoginPolicyRequest, '$typeName' | '$unknown'>

/** What a call says of a login policy: absent is off or zero; factors and identity providers stay as they are. */
function applied(given: Given, to: LoginPolicy): LoginPolicy {
  const ms = (duration: Given['passwordCheckLifetime']) => (duration === undefined ? 0 : durationMs(duration))
  return {
    ...to,
    allowLocalAuthentication: given.allowUsernamePassword,
    allowRegister: given.allowRegister,
    allowExternalIdp: given.allowExternalIdp,
    forceMfa: given.forceMfa,
    forceMfaLocalOnly: given.forceMfaLocalOnly,
    passkeysAllowed: given.passwordlessType === PasswordlessType.ALLOWED,
    hidePasswordReset: given.hidePasswordReset,
    ignoreUnknownUsernames: given.ignoreUnknownUsernames,
    allowDomainDiscovery: given.allowDomainDiscovery,
    disableLoginWithEmail: given.disableLoginWithEmail,
    disableLoginWithPhone: given.disableLoginWithPhone,
    defaultRedirectUri: given.defaultRedirectUri,
    passwordCheckLifetimeMs: ms(given.passwordCheckLifetime),
    externalLoginCheckLifetimeMs: ms(given.externalLoginCheckLifetime),
    mfaInitSkipLifetimeMs: ms(given.mfaInitSkipLifetime),
    secondFactorCheckLifetimeMs: ms(given.secondFactorCheckLifetime),
    multiFactorCheckLifetimeMs: ms(given.multiFactorCheckLifetime),
  }
}

/** How users of the instance, or of an organization with settings of its own, may log in (contract 12.4). */
export const loginPolicyOperations = [
  operation('zitadel.admin.v1.AdminService/UpdateLoginPolicy', (call, request: Given) =>
    changeInstancePolicy(call, 'login', (known) => applied(request, known), 'INSTANCE-5M9vdd'),
  ),
  operation(
    'zitadel.management.v1.ManagementService/AddCustomLoginPolicy',
    (call, request: AddCustomLoginPolicyRequest) => {
      const policy = applied(request, emptyLoginPolicy())
      policy.secondFactors = factorNames('second', request.secondFactors)
      policy.multiFactors = factorNames('multi', request.multiFactors)
      return addOwnPolicy(call, 'login', policy, 'Org-Dgfb2')
    },
  ),
  operation('zitadel.management.v1.ManagementService/UpdateCustomLoginPolicy', (call, request: Given) =>
    changeOwnPolicy(call, 'login', (known) => applied(request, known), {
      missing: 'Org-M0sif',
      same: 'Org-5M9vdd',
    }),
  ),
  operation('zitadel.management.v1.ManagementService/ResetLoginPolicyToDefault', (call) =>
    removeOwnPolicy(call, 'login', 'Org-GHB37'),
  ),
]
