import { touch } from '../../state/changes.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findProject } from './find-project.ts'

interface UpdateProjectRequest {
  readonly projectId: string
  readonly name?: string
  readonly projectRoleAssertion?: boolean
  readonly authorizationRequired?: boolean
  readonly projectAccessRequired?: boolean
}

/** Changes what is named of a project. */
export const updateProject = operation(
  'zitadel.project.v2.ProjectService/UpdateProject',
  (call, request: UpdateProjectRequest) => {
    const project = findProject(call, request.projectId, 'project.write')
    project.name = request.name ?? project.name
    project.roleAssertion = request.projectRoleAssertion ?? project.roleAssertion
    project.authorizationRequired = request.authorizationRequired ?? project.authorizationRequired
    project.projectAccessRequired = request.projectAccessRequired ?? project.projectAccessRequired
    touch(project, call.now)
    call.world.changed('accounts')
    return { changeDate: timestamp(call.now) }
  },
)
