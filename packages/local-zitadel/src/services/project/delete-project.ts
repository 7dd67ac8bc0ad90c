import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findProject } from './find-project.ts'

/** Removes a project with its applications and authorizations; one that is not there counts as deleted. */
export const deleteProject = operation(
  'zitadel.project.v2.ProjectService/DeleteProject',
  (call, { projectId }: { readonly projectId: string }) => {
    const { instance, world, now } = call
    if (!instance.projects.has(projectId)) return {}
    findProject(call, projectId, 'project.delete')
    instance.projects.delete(projectId)
    for (const application of instance.applications.values()) {
      if (application.projectId === projectId) instance.applications.delete(application.id)
    }
    for (const authorization of instance.authorizations.values()) {
      if (authorization.projectId === projectId) instance.authorizations.delete(authorization.id)
    }
    world.changed('accounts')
    return { deletionDate: timestamp(now) }
  },
)
