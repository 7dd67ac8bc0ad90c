import { findApplication } from '../claims/find-application.ts'
import type { Application, Instance, OidcConfiguration, Project } from '../state/model.ts'

/** An application that may use the OIDC endpoints: it, its project and their organization are active. */
export interface Client {
  readonly application: Application
  readonly project: Project
  readonly oidc: OidcConfiguration
}

/** The active OIDC application of a client id. API applications are none: they introspect and nothing else. */
export function loadClient(instance: Instance, clientId: string): Client | undefined {
  const found = loadActiveApplication(instance, clientId)
  return found?.application.oidc ? { ...found, oidc: found.application.oidc } : undefined
}

/** The active application of a client id, OIDC or API. */
export function loadActiveApplication(
  instance: Instance,
  clientId: string,
): { application: Application; project: Project } | undefined {
  const application = findApplication(instance, clientId)
  const project = application && instance.projects.get(application.projectId)
  const organization = project && instance.organizations.get(project.organizationId)
  if (application?.state !== 'active' || project?.state !== 'active' || organization?.state !== 'active') {
    return undefined
  }
  return { application, project }
}
