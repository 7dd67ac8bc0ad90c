import { operation } from '../operation.ts'
import { policyFor } from '../policies.ts'
import { organizationAsked, type SettingsRequest, settingsSource } from './settings-details.ts'

/** `GET /v2/settings/password/expiry`. */
export const getPasswordExpirySettings = operation(
  'zitadel.settings.v2.SettingsService/GetPasswordExpirySettings',
  ({ instance }, request: SettingsRequest) => {
    const organizationId = organizationAsked(request)
    const { maxAgeDays, expireWarnDays } = policyFor(instance, organizationId, 'passwordAge')
    const { details, resourceOwnerType } = settingsSource(instance, organizationId, 'passwordAge')
    return {
      details,
      settings: { resourceOwnerType, maxAgeDays: BigInt(maxAgeDays), expireWarnDays: BigInt(expireWarnDays) },
    }
  },
)
