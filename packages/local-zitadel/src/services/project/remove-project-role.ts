import { touch } from '../../state/changes.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findProject } from './find-project.ts'

/** Removes a role from the project, its grants and its authorizations. */
export const removeProjectRole = operation(
  'zitadel.project.v2.ProjectService/RemoveProjectRole',
  (call, { projectId, roleKey }: { readonly projectId: string; readonly roleKey: string }) => {
    const project = findProject(call, projectId, 'project.role.delete')
    if (!project.roles.delete(roleKey)) return {}
    const without = (keys: readonly string[]) => keys.filter((key) => key !== roleKey)
    for (const grant of project.grants.values()) grant.roleKeys = without(grant.roleKeys)
    for (const authorization of call.instance.authorizations.values()) {
      if (authorization.projectId === projectId) authorization.roleKeys = without(authorization.roleKeys)
    }
    touch(project, call.now)
    call.world.changed('accounts')
    return { removalDate: timestamp(call.now) }
  },
)
