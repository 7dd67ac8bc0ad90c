import { durationFromMs } from '@bufbuild/protobuf/wkt'
import {
  MultiFactorType,
  PasskeysType,
  SecondFactorType,
} from '@zitadel/proto/zitadel/settings/v2/login_settings_pb.js'
import { operation } from '../operation.ts'
import { policyFor } from '../policies.ts'
import { organizationAsked, type SettingsRequest, settingsSource } from './settings-details.ts'

/** `GET /v2/settings/login`. False is absent, the five lifetimes are always there (contract 12.4). */
export const getLoginSettings = operation(
  'zitadel.settings.v2.SettingsService/GetLoginSettings',
  ({ instance }, request: SettingsRequest) => {
    const organizationId = organizationAsked(request)
    const policy = policyFor(instance, organizationId, 'login')
    const { details, resourceOwnerType } = settingsSource(instance, organizationId, 'login')
    return {
      details,
      settings: {
        resourceOwnerType,
        // The old and the new name of the same setting; both appear.
        allowUsernamePassword: policy.allowLocalAuthentication,
        allowLocalAuthentication: policy.allowLocalAuthentication,
        allowRegister: policy.allowRegister,
        allowExternalIdp: policy.allowExternalIdp,
        forceMfa: policy.forceMfa,
        forceMfaLocalOnly: policy.forceMfaLocalOnly,
        passkeysType: policy.passkeysAllowed ? PasskeysType.ALLOWED : PasskeysType.NOT_ALLOWED,
        hidePasswordReset: policy.hidePasswordReset,
        ignoreUnknownUsernames: policy.ignoreUnknownUsernames,
        defaultRedirectUri: policy.defaultRedirectUri,
        allowDomainDiscovery: policy.allowDomainDiscovery,
        disableLoginWithEmail: policy.disableLoginWithEmail,
        disableLoginWithPhone: policy.disableLoginWithPhone,
        passwordCheckLifetime: durationFromMs(policy.passwordCheckLifetimeMs),
        externalLoginCheckLifetime: durationFromMs(policy.externalLoginCheckLifetimeMs),
        mfaInitSkipLifetime: durationFromMs(policy.mfaInitSkipLifetimeMs),
        secondFactorCheckLifetime: durationFromMs(policy.secondFactorCheckLifetimeMs),
        multiFactorCheckLifetime: durationFromMs(policy.multiFactorCheckLifetimeMs),
        secondFactors: numbersOf(policy.secondFactors, 'SECOND_FACTOR_TYPE_', {
          ...SecondFactorType,
          RECOVERY_CODES: 5,
        }),
        multiFactors: numbersOf(policy.multiFactors, 'MULTI_FACTOR_TYPE_', MultiFactorType),
      },
    }
  },
)

function numbersOf(
  names: readonly string[],
  prefix: string,
  numbers: Readonly<Record<string, number | string>>,
): number[] {
  return names.flatMap((name) => {
    const number = numbers[name.slice(prefix.length)]
    return typeof number === 'number' ? [number] : []
  })
}
