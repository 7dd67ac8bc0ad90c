import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findProject } from './find-project.ts'

interface GrantRequest {
  readonly projectId: string
  readonly grantedOrganizationId: string
  readonly roleKeys: readonly string[]
}

/** Grants a project to another organization, with roles of it (contract 6.6). */
export const createProjectGrant = operation(
  'zitadel.project.v2.ProjectService/CreateProjectGrant',
  (call, request: GrantRequest) => {
    const project = findProject(call, request.projectId, 'project.grant.write')
    if (request.grantedOrganizationId === project.organizationId) throw ApiError.of('PROJECT-ckUpbvboAH')
    if (!call.instance.organizations.has(request.grantedOrganizationId)) throw ApiError.of('COMMAND-QXPGs')
    if (!request.roleKeys.every((key) => project.roles.has(key))) throw ApiError.of('COMMAND-6m9gd')
    if (project.grants.has(request.grantedOrganizationId)) {
      throw ApiError.of('V3-DKcYh', { message: 'Project Grant already exists' })
    }
    project.grants.set(request.grantedOrganizationId, {
      grantId: call.world.nextId(),
      roleKeys: [...request.roleKeys],
    })
    touch(project, call.now)
    call.world.changed('accounts')
    return { creationDate: timestamp(call.now) }
  },
)

/** Withdraws a grant; authorizations made under it go with it (contract 6.6). */
export const deleteProjectGrant = operation(
  'zitadel.project.v2.ProjectService/DeleteProjectGrant',
  (call, request: GrantRequest) => {
    const project = findProject(call, request.projectId, 'project.grant.delete')
    if (!project.grants.delete(request.grantedOrganizationId)) return {}
    for (const authorization of call.instance.authorizations.values()) {
      const isUnderIt =
        authorization.projectId === project.id &&
        authorization.organizationId === request.grantedOrganizationId
      if (isUnderIt) call.instance.authorizations.delete(authorization.id)
    }
    touch(project, call.now)
    call.world.changed('accounts')
    return { deletionDate: timestamp(call.now) }
  },
)
