import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findProject } from './find-project.ts'

interface AddProjectRoleRequest {
  readonly projectId: string
  readonly roleKey: string
  readonly displayName: string
  readonly group?: string
}

export const addProjectRole = operation(
  'zitadel.project.v2.ProjectService/AddProjectRole',
  (call, request: AddProjectRoleRequest) => {
    const project = findProject(call, request.projectId, 'project.role.write')
    if (project.roles.has(request.roleKey)) throw ApiError.of('V3-DKcYh', { message: 'Role already exists' })
    const { displayName, group = '' } = request
    const role = { displayName, group, createdAt: call.now, changedAt: call.now }
    project.roles.set(request.roleKey, role)
    call.world.readSide.noteNew(role)
    touch(project, call.now)
    call.world.changed('accounts')
    return { creationDate: timestamp(call.now) }
  },
)
