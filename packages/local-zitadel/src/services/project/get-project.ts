import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import { operation } from '../operation.ts'
import { projectMessage } from './project-message.ts'

/** One project as it is set. */
export const getProject = operation(
  'zitadel.project.v2.ProjectService/GetProject',
  ({ instance, caller, world }, { projectId }: { readonly projectId: string }) => {
    const project = instance.projects.get(projectId)
    if (project === undefined || !world.readSide.knows(project))
      throw ApiError.of('PROJECT-EbFMN', { code: 'not_found' })
    requirePermission(instance, caller.userId, 'project.read', project.organizationId)
    return { project: projectMessage(project) }
  },
)
