import type { Project } from '../../state/model.ts'
import { timestamp } from '../details.ts'

/** `zitadel.project.v2.Project`. */
export function projectMessage(project: Project) {
  return {
    projectId: project.id,
    organizationId: project.organizationId,
    creationDate: timestamp(project.createdAt),
    changeDate: timestamp(project.changedAt),
    name: project.name,
    state: project.state === 'active' ? 1 : 2,
    projectRoleAssertion: project.roleAssertion,
    projectAccessRequired: project.projectAccessRequired,
    authorizationRequired: project.authorizationRequired,
  }
}
