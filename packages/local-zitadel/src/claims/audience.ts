import type { Instance } from '../state/model.ts'
import { audienceSuffix, projectIdPrefix } from './scope-names.ts'

/** Audience of an application's tokens: every client id of its project, API applications too, the project, and what scopes add. */
export function audienceOfProject(
  instance: Instance,
  projectId: string,
  scopes: readonly string[],
): string[] {
  const clientIds = [...instance.applications.values()]
    .filter((application) => application.projectId === projectId)
    .map((application) => application.clientId)
  return withAudienceScopes(instance, [...clientIds, projectId], scopes)
}

/**
 * Adds the projects that audience scopes name. `zitadel` stands for the instance's own project; an unknown id is added as it is
 * (contract 6.6).
 */
export function withAudienceScopes(
  instance: Instance,
  audience: readonly string[],
  scopes: readonly string[],
): string[] {
  const named = scopes
    .filter((scope) => scope.startsWith(projectIdPrefix) && scope.endsWith(audienceSuffix))
    .map((scope) => scope.slice(projectIdPrefix.length, -audienceSuffix.length))
    .map((id) => (id === 'zitadel' ? instance.ownProjectId : id))
  return [...new Set([...audience, ...named])]
}
