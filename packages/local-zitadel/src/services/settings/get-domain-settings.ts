import { operation } from '../operation.ts'
import { policyFor } from '../policies.ts'
import { organizationAsked, type SettingsRequest, settingsSource } from './settings-details.ts'

/** `GET /v2/settings/domain`. */
export const getDomainSettings = operation(
  'zitadel.settings.v2.SettingsService/GetDomainSettings',
  ({ instance }, request: SettingsRequest) => {
    const organizationId = organizationAsked(request)
    const policy = policyFor(instance, organizationId, 'domain')
    const { details, resourceOwnerType } = settingsSource(instance, organizationId, 'domain')
    return {
      details,
      settings: {
        resourceOwnerType,
        loginNameIncludesDomain: policy.userLoginMustBeDomain,
        requireOrgDomainVerification: policy.validateOrgDomains,
        smtpSenderAddressMatchesInstanceDomain: policy.smtpSenderAddressMatchesInstanceDomain,
      },
    }
  },
)
