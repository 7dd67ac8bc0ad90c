import { operation } from '../operation.ts'
import { policyFor } from '../policies.ts'
import { organizationAsked, type SettingsRequest, settingsSource } from './settings-details.ts'

/** `GET /v2/settings/password/complexity`. */
export const getPasswordComplexitySettings = operation(
  'zitadel.settings.v2.SettingsService/GetPasswordComplexitySettings',
  ({ instance }, request: SettingsRequest) => {
    const organizationId = organizationAsked(request)
    const policy = policyFor(instance, organizationId, 'passwordComplexity')
    const { details, resourceOwnerType } = settingsSource(instance, organizationId, 'passwordComplexity')
    return {
      details,
      settings: {
        resourceOwnerType,
        minLength: BigInt(policy.minLength),
        requiresUppercase: policy.hasUppercase,
        requiresLowercase: policy.hasLowercase,
        requiresNumber: policy.hasNumber,
        requiresSymbol: policy.hasSymbol,
      },
    }
  },
)
