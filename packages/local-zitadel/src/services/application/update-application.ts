import { withCheckedLogoutUri } from '../../logout/check-logout-uri.ts'
import { touch } from '../../state/changes.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import type { ApplicationRequest, OidcConfigurationRequest } from './application-types.ts'
import { findApplicationFor } from './find-application.ts'
import { oidcConfiguration } from './oidc-configuration.ts'

interface UpdateApplicationRequest extends ApplicationRequest {
  readonly name: string
  readonly applicationType:
    | { readonly case: 'oidcConfiguration'; readonly value: OidcConfigurationRequest }
    | { readonly case: 'apiConfiguration'; readonly value: { readonly authMethodType: number } }
    | { readonly case: undefined }
}

/** A partial configuration drops what it leaves out, as in the original (contract 12.2, R). */
export const updateApplication = operation(
  'zitadel.application.v2.ApplicationService/UpdateApplication',
  async (call, request: UpdateApplicationRequest) => {
    const application = findApplicationFor(call, request, 'COMMAND-ueh8u')
    const { applicationType: type } = request
    const given =
      type.case === 'oidcConfiguration'
        ? await withCheckedLogoutUri(call.world.outgoing, type.value)
        : undefined
    if (request.name !== '') application.name = request.name
    if (given !== undefined && application.oidc !== undefined) {
      application.oidc = oidcConfiguration(given, application.oidc)
    }
    if (type.case === 'apiConfiguration' && application.api !== undefined) {
      application.api = { authMethodType: type.value.authMethodType === 1 ? 'private_key_jwt' : 'basic' }
    }
    touch(application, call.now)
    call.world.changed('accounts')
    return { changeDate: timestamp(call.now) }
  },
)
