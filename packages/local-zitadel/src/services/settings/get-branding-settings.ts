import { ThemeMode } from '@zitadel/proto/zitadel/settings/v2/branding_settings_pb.js'
import { operation } from '../operation.ts'
import { type SettingsRequest, settingsSource } from './settings-details.ts'

const lightTheme = {
  primaryColor: '#5469d4',
  backgroundColor: '#fafafa',
  warnColor: '#cd3d56',
  fontColor: '#000000',
}
const darkTheme = {
  primaryColor: '#2073c4',
  backgroundColor: '#111827',
  warnColor: '#ff3b5b',
  fontColor: '#ffffff',
}

/** `GET /v2/settings/branding`: the original's default colours; branding cannot be changed here. */
export const getBrandingSettings = operation(
  'zitadel.settings.v2.SettingsService/GetBrandingSettings',
  ({ instance }, _request: SettingsRequest) => {
    const { details, resourceOwnerType } = settingsSource(instance, undefined, 'branding')
    return { details, settings: { resourceOwnerType, lightTheme, darkTheme, themeMode: ThemeMode.AUTO } }
  },
)
