import { findApplication } from '../../claims/find-application.ts'
import { ApiError } from '../../errors/api-error.ts'
import type { AuthRequest, Instance, Project, Session } from '../../state/model.ts'
import { isEnabled } from '../../tokens/user-state.ts'

/** Checks 7 to 10 of a bind: application, project access, authorization, organization (contract 5.3). */
export function checkProjectAccess(instance: Instance, request: AuthRequest, session: Session): void {
  const application = findApplication(instance, request.clientId)
  const project = instance.projects.get(application?.projectId ?? '')
  if (application?.state !== 'active' || project?.state !== 'active') throw ApiError.of('QUERY-4tq8wCTCgf')
  if (project.projectAccessRequired && !hasAccess(instance, project, session))
    throw ApiError.of('OIDC-foSyH49RvL')
  if (project.authorizationRequired && !isAuthorized(instance, project, session)) {
    throw ApiError.of('OIDC-foSyH49RvL', { message: 'Errors.User.GrantRequired' })
  }
  const required = request.requiredOrganizationId
  if (required !== undefined && required !== session.user?.organizationId) throw ApiError.of('COMMAND-59ljd')
}

function hasAccess(instance: Instance, project: Project, session: Session): boolean {
  const organizationId = session.user?.organizationId
  if (organizationId === undefined || !isEnabled(instance.users.get(session.user?.id ?? ''))) return false
  return project.organizationId === organizationId || isGranted(project, organizationId)
}

function isGranted({ grants }: Project, organizationId: string): boolean {
  const grant = grants.get(organizationId)
  return grant !== undefined && grant.state !== 'inactive'
}

function isAuthorized(instance: Instance, project: Project, session: Session): boolean {
  return [...instance.authorizations.values()].some(
    (one) => one.projectId === project.id && one.userId === session.user?.id && one.state === 'active',
  )
}
