import type { RequestContext } from '@zitadel/proto/zitadel/object/v2/object_pb.js'
import { ResourceOwnerType } from '@zitadel/proto/zitadel/settings/v2/settings_pb.js'
import type { Instance, PolicyName } from '../../state/model.ts'
import { readDetails } from '../details.ts'

/** What every settings call has. */
export interface SettingsRequest {
  readonly ctx?: RequestContext
}

/** The organization that a settings call is about. Empty and unknown ones mean the instance (contract 12.4, R). */
export function organizationAsked(request: SettingsRequest): string | undefined {
  const owner = request.ctx?.resourceOwner
  return owner?.case === 'orgId' && owner.value !== '' ? owner.value : undefined
}

/** Details of the settings in force and whose they are: the only way to tell an organization's own from the instance's. */
export function settingsSource(instance: Instance, organizationId: string | undefined, name: PolicyName) {
  const organization = instance.organizations.get(organizationId ?? '')
  const isOwn = organization !== undefined && name in organization.policies
  const details = (isOwn ? organization : instance).policyDetails.get(name) ?? instance
  return {
    details: readDetails(details, isOwn ? organization.id : instance.id),
    resourceOwnerType: isOwn ? ResourceOwnerType.ORG : ResourceOwnerType.INSTANCE,
  }
}
