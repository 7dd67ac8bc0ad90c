import { operation } from '../operation.ts'
import { type SettingsRequest, settingsSource } from './settings-details.ts'

/** `GET /v2/settings/legal_support`: the original's defaults; they cannot be changed here. */
export const getLegalAndSupportSettings = operation(
  'zitadel.settings.v2.SettingsService/GetLegalAndSupportSettings',
  ({ instance }, _request: SettingsRequest) => {
    const { details, resourceOwnerType } = settingsSource(instance, undefined, 'legalAndSupport')
    return { details, settings: { resourceOwnerType, docsLink: 'https://zitadel.com/docs' } }
  },
)
