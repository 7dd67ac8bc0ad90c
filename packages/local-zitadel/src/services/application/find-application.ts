import { ApiError } from '../../errors/api-error.ts'
import type { ApiErrorId } from '../../errors/api-errors.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import type { Application } from '../../state/model.ts'
import type { Call } from '../operation.ts'
import type { ApplicationRequest } from './application-types.ts'

/** An application of the named project that the caller may change. */
export function findApplicationFor(
  { instance, caller }: Call,
  { applicationId, projectId }: ApplicationRequest,
  missing: ApiErrorId,
  permission = 'project.app.write',
): Application {
  const application = instance.applications.get(applicationId)
  if (application === undefined || application.projectId !== projectId) throw ApiError.of(missing)
  requirePermission(instance, caller.userId, permission, instance.projects.get(projectId)?.organizationId)
  return application
}
