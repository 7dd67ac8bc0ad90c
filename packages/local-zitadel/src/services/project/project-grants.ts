import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import type { Authorization, Project, ProjectGrant } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { type Call, operation } from '../operation.ts'
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
    const grant: ProjectGrant = {
      grantId: call.world.nextId(),
      roleKeys: [...request.roleKeys],
      createdAt: call.now,
      changedAt: call.now,
    }
    project.grants.set(request.grantedOrganizationId, grant)
    call.world.readSide.noteNew(grant)
    touch(project, call.now)
    call.world.changed('accounts')
    return { creationDate: timestamp(call.now) }
  },
)

/** Replaces the roles of a grant; authorizations made under it lose those that are no longer granted. */
export const updateProjectGrant = operation(
  'zitadel.project.v2.ProjectService/UpdateProjectGrant',
  (call, request: GrantRequest) => {
    const { project, grant } = findGrant(call, request)
    if (!request.roleKeys.every((key) => project.roles.has(key))) throw ApiError.of('COMMAND-6m9gd')
    grant.roleKeys = [...request.roleKeys]
    for (const authorization of call.instance.authorizations.values()) {
      if (!isUnder(authorization, request)) continue
      authorization.roleKeys = authorization.roleKeys.filter((key) => grant.roleKeys.includes(key))
    }
    return changed(call, project, grant)
  },
)

/** An inactive grant stays known, and lets nobody of its organization in. */
export const deactivateProjectGrant = operation(
  'zitadel.project.v2.ProjectService/DeactivateProjectGrant',
  (call, request: GrantRequest) => {
    const { project, grant } = findGrant(call, request)
    grant.state = 'inactive'
    return changed(call, project, grant)
  },
)

export const activateProjectGrant = operation(
  'zitadel.project.v2.ProjectService/ActivateProjectGrant',
  (call, request: GrantRequest) => {
    const { project, grant } = findGrant(call, request)
    delete grant.state
    return changed(call, project, grant)
  },
)

function findGrant(call: Call, request: GrantRequest): { project: Project; grant: ProjectGrant } {
  const project = findProject(call, request.projectId, 'project.grant.write')
  const grant = project.grants.get(request.grantedOrganizationId)
  if (grant === undefined) throw ApiError.of('PROJECT-D8JxR')
  return { project, grant }
}

function changed(call: Call, project: Project, grant: ProjectGrant) {
  grant.changedAt = call.now
  touch(project, call.now)
  call.world.changed('accounts')
  return { changeDate: timestamp(call.now) }
}

function isUnder(authorization: Authorization, request: GrantRequest): boolean {
  return (
    authorization.projectId === request.projectId &&
    authorization.organizationId === request.grantedOrganizationId
  )
}

/** Withdraws a grant; authorizations made under it go with it (contract 6.6). */
export const deleteProjectGrant = operation(
  'zitadel.project.v2.ProjectService/DeleteProjectGrant',
  (call, request: GrantRequest) => {
    const project = findProject(call, request.projectId, 'project.grant.delete')
    if (!project.grants.delete(request.grantedOrganizationId)) return {}
    for (const authorization of call.instance.authorizations.values()) {
      if (isUnder(authorization, request)) call.instance.authorizations.delete(authorization.id)
    }
    touch(project, call.now)
    call.world.changed('accounts')
    return { deletionDate: timestamp(call.now) }
  },
)
