import type { SetSecuritySettingsRequest } from '@zitadel/proto/zitadel/settings/v2/settings_service_pb.js'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'

/** `GET /v2/settings/security`; no `details` until something was set (contract 12.4, R). */
export const getSecuritySettings = operation(
  'zitadel.settings.v2.SettingsService/GetSecuritySettings',
  ({ instance }) => {
    const origins = instance.security['allowedOrigins']
    return {
      settings: {
        embeddedIframe: {
          enabled: instance.security['embeddedIframe'] === true,
          allowedOrigins: Array.isArray(origins) ? origins : [],
        },
        enableImpersonation: instance.security.enableImpersonation,
      },
    }
  },
)

/** `PUT /v2/policies/security`. */
export const setSecuritySettings = operation(
  'zitadel.settings.v2.SettingsService/SetSecuritySettings',
  ({ instance, now, world }, request: SetSecuritySettingsRequest) => {
    instance.security = {
      enableImpersonation: request.enableImpersonation,
      embeddedIframe: request.embeddedIframe?.enabled ?? false,
      allowedOrigins: request.embeddedIframe?.allowedOrigins ?? [],
    }
    touch(instance, now)
    world.changed('accounts')
    return { details: objectDetails(instance, instance.id) }
  },
)
