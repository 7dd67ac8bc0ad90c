import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import type { Project } from '../../state/model.ts'
import type { Call } from '../operation.ts'

/** A project that the caller may change. */
export function findProject({ instance, caller }: Call, id: string, permission: string): Project {
  const project = instance.projects.get(id)
  if (project === undefined) throw ApiError.of('PROJECT-EbFMN')
  requirePermission(instance, caller.userId, permission, project.organizationId)
  return project
}
