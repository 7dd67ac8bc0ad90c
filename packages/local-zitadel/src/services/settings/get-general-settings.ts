import { operation } from '../operation.ts'
import { supportedLanguages } from '../user/languages.ts'

/** `GET /v2/settings`. */
export const getGeneralSettings = operation(
  'zitadel.settings.v2.SettingsService/GetGeneralSettings',
  ({ instance }) => ({
    defaultOrgId: instance.defaultOrganizationId,
    defaultLanguage: instance.defaultLanguage,
    supportedLanguages: [...supportedLanguages],
    allowedLanguages: [...supportedLanguages],
  }),
)
