import { application } from './own/application.ts'
import { authorization } from './own/authorization.ts'
import { group } from './own/group.ts'
import { internalPermission } from './own/internal-permission.ts'
import { project } from './own/project.ts'

/**
 * The v2 services that the published descriptors lack altogether. They have no REST paths in the original either: Connect only
 * (contract 12.2). Written in the notation of `read-schema.ts`.
 */
export interface OwnService {
  readonly file: string
  readonly packageName: string
  readonly schema: string
}

const nothingYet = (service: string, methods: readonly string[]) => `
  message Anything
    string id = 1
  service ${service}
    ${methods.map((method) => `${method} Anything Anything`).join('\n    ')}
`

export const ownServices: readonly OwnService[] = [
  { file: 'zitadel/project/v2/project_service', packageName: 'zitadel.project.v2', schema: project },
  {
    file: 'zitadel/application/v2/application_service',
    packageName: 'zitadel.application.v2',
    schema: application,
  },
  {
    file: 'zitadel/authorization/v2/authorization_service',
    packageName: 'zitadel.authorization.v2',
    schema: authorization,
  },
  {
    file: 'zitadel/internal_permission/v2/internal_permission_service',
    packageName: 'zitadel.internal_permission.v2',
    schema: internalPermission,
  },
  {
    file: 'zitadel/group/v2/group_service',
    packageName: 'zitadel.group.v2',
    schema: group,
  },
  {
    file: 'zitadel/instance/v2/instance_service',
    packageName: 'zitadel.instance.v2',
    schema: nothingYet('InstanceService', [
      'GetInstance',
      'ListInstances',
      'UpdateInstance',
      'DeleteInstance',
      'AddCustomDomain',
      'RemoveCustomDomain',
      'ListCustomDomains',
      'AddTrustedDomain',
      'RemoveTrustedDomain',
      'ListTrustedDomains',
    ]),
  },
]
