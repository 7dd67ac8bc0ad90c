import { operation } from '../operation.ts'
import { policyFor } from '../policies.ts'
import { organizationAsked, type SettingsRequest, settingsSource } from './settings-details.ts'

/** `GET /v2/settings/lockout`. */
export const getLockoutSettings = operation(
  'zitadel.settings.v2.SettingsService/GetLockoutSettings',
  ({ instance }, request: SettingsRequest) => {
    const organizationId = organizationAsked(request)
    const { maxPasswordAttempts, maxOtpAttempts } = policyFor(instance, organizationId, 'lockout')
    const { details, resourceOwnerType } = settingsSource(instance, organizationId, 'lockout')
    return {
      details,
      settings: {
        resourceOwnerType,
        maxPasswordAttempts: BigInt(maxPasswordAttempts),
        maxOtpAttempts: BigInt(maxOtpAttempts),
      },
    }
  },
)
