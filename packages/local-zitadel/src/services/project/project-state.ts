import { touch } from '../../state/changes.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findProject } from './find-project.ts'

interface ProjectRequest {
  readonly projectId: string
}

/** The applications of an inactive project are unknown to every OIDC endpoint. */
export const deactivateProject = operation(
  'zitadel.project.v2.ProjectService/DeactivateProject',
  (call, { projectId }: ProjectRequest) => {
    const project = findProject(call, projectId, 'project.write')
    project.state = 'inactive'
    touch(project, call.now)
    call.world.changed('accounts')
    return { changeDate: timestamp(call.now) }
  },
)

export const activateProject = operation(
  'zitadel.project.v2.ProjectService/ActivateProject',
  (call, { projectId }: ProjectRequest) => {
    const project = findProject(call, projectId, 'project.write')
    project.state = 'active'
    touch(project, call.now)
    call.world.changed('accounts')
    return { changeDate: timestamp(call.now) }
  },
)
