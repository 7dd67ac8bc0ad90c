import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'

/** One project as it is set. */
export const getProject = operation(
  'zitadel.project.v2.ProjectService/GetProject',
  ({ instance, caller }, { projectId }: { readonly projectId: string }) => {
    const project = instance.projects.get(projectId)
    if (project === undefined) throw ApiError.of('PROJECT-EbFMN', { code: 'not_found' })
    requirePermission(instance, caller.userId, 'project.read', project.organizationId)
    return {
      project: {
        projectId,
        organizationId: project.organizationId,
        creationDate: timestamp(project.createdAt),
        changeDate: timestamp(project.changedAt),
        name: project.name,
        state: project.state === 'active' ? 1 : 2,
        projectRoleAssertion: project.roleAssertion,
        projectAccessRequired: project.projectAccessRequired,
        authorizationRequired: project.authorizationRequired,
      },
    }
  },
)
