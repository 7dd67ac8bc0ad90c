import { durationFromMs } from '@bufbuild/protobuf/wkt'
import { MultiFactorType, PasswordlessType, SecondFactorType } from '@zitadel/proto/zitadel/policy_pb.js'
import type { LoginPolicy, Policies } from '../../state/model.ts'
import { readDetails } from '../details.ts'
import { type Call, operation } from '../operation.ts'
import { policyFor } from '../policies.ts'

type Name = 'login' | 'lockout' | 'passwordAge' | 'passwordComplexity'

function numbers(
  names: readonly string[],
  prefix: string,
  values: Readonly<Record<string, number | string>>,
): number[] {
  return names.flatMap((name) => {
    const number = values[name.slice(prefix.length)]
    return typeof number === 'number' ? [number] : []
  })
}

function loginMessage(policy: LoginPolicy) {
  return {
    ...policy,
    allowUsernamePassword: policy.allowLocalAuthentication,
    passwordlessType: policy.passkeysAllowed ? PasswordlessType.ALLOWED : PasswordlessType.NOT_ALLOWED,
    passwordCheckLifetime: durationFromMs(policy.passwordCheckLifetimeMs),
    externalLoginCheckLifetime: durationFromMs(policy.externalLoginCheckLifetimeMs),
    mfaInitSkipLifetime: durationFromMs(policy.mfaInitSkipLifetimeMs),
    secondFactorCheckLifetime: durationFromMs(policy.secondFactorCheckLifetimeMs),
    multiFactorCheckLifetime: durationFromMs(policy.multiFactorCheckLifetimeMs),
    secondFactors: numbers(policy.secondFactors, 'SECOND_FACTOR_TYPE_', {
      ...SecondFactorType,
      RECOVERY_CODES: 5,
    }),
    multiFactors: numbers(policy.multiFactors, 'MULTI_FACTOR_TYPE_', MultiFactorType),
  }
}

const messages = {
  login: loginMessage,
  lockout: (policy: Policies['lockout']) => ({
    maxPasswordAttempts: BigInt(policy.maxPasswordAttempts),
    maxOtpAttempts: BigInt(policy.maxOtpAttempts),
  }),
  passwordAge: (policy: Policies['passwordAge']) => ({
    maxAgeDays: BigInt(policy.maxAgeDays),
    expireWarnDays: BigInt(policy.expireWarnDays),
  }),
  passwordComplexity: (policy: Policies['passwordComplexity']) => ({
    ...policy,
    minLength: BigInt(policy.minLength),
  }),
}

/** The policy in force, for the instance or the organization of the call, in the v1 form. */
function policyAnswer(call: Call, name: Name, organizationId: string | undefined) {
  const { instance } = call
  const organization = instance.organizations.get(organizationId ?? '')
  const isOwn = organization?.policies[name] !== undefined
  const details = (isOwn ? organization : instance).policyDetails.get(name) ?? instance
  const message = messages[name] as (policy: Policies[Name]) => object
  return {
    policy: {
      ...message(policyFor(instance, organizationId, name)),
      details: readDetails(details, isOwn ? organization.id : instance.id),
      isDefault: !isOwn,
    },
    isDefault: !isOwn,
  }
}

const methods = [
  ['GetLoginPolicy', 'login'],
  ['GetLockoutPolicy', 'lockout'],
  ['GetPasswordAgePolicy', 'passwordAge'],
  ['GetPasswordComplexityPolicy', 'passwordComplexity'],
] as const

/** `GET /admin/v1/policies/…` and `GET /management/v1/policies/…`. */
export const readPolicyOperations = methods.flatMap(([method, name]) => [
  operation(`zitadel.admin.v1.AdminService/${method}`, (call) => policyAnswer(call, name, undefined)),
  operation(`zitadel.management.v1.ManagementService/${method}`, (call) =>
    policyAnswer(call, name, call.organizationId),
  ),
])
