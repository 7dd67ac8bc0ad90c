import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import type { Project } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'

interface CreateProjectRequest {
  readonly organizationId: string
  readonly projectId?: string
  readonly name: string
  readonly projectRoleAssertion: boolean
  readonly authorizationRequired: boolean
  readonly projectAccessRequired: boolean
}

/** A project; its two access settings are checked when a session is bound (contract 5.3). */
export const createProject = operation(
  'zitadel.project.v2.ProjectService/CreateProject',
  ({ instance, caller, world, now }, request: CreateProjectRequest) => {
    requirePermission(instance, caller.userId, 'project.create', request.organizationId)
    if (!instance.organizations.has(request.organizationId)) throw ApiError.of('COMMAND-QXPGs')
    const projectId = request.projectId ?? world.nextId()
    const isTaken = [...instance.projects.values()].some(
      (one) =>
        one.id === projectId || (one.organizationId === request.organizationId && one.name === request.name),
    )
    if (isTaken) throw ApiError.of('V3-DKcYh', { message: 'Project already exists on organization' })
    const project: Project = {
      id: projectId,
      organizationId: request.organizationId,
      name: request.name,
      state: 'active',
      roleAssertion: request.projectRoleAssertion,
      authorizationRequired: request.authorizationRequired,
      projectAccessRequired: request.projectAccessRequired,
      createdAt: now,
      changedAt: now,
      sequence: 1,
      roles: new Map(),
      grants: new Map(),
    }
    instance.projects.set(projectId, project)
    world.readSide.noteNew(project)
    world.changed('accounts')
    return { projectId, creationDate: timestamp(now) }
  },
)
