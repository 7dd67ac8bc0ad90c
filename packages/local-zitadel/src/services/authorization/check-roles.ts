import { ApiError } from '../../errors/api-error.ts'
import type { Project } from '../../state/model.ts'

/** The roles must be the project's, and for another organization granted to it (contract 6.6). */
export function checkRoles(project: Project, organizationId: string, roleKeys: readonly string[]): void {
  if (!roleKeys.every((key) => project.roles.has(key))) throw ApiError.of('COMMAND-6m9gd')
  if (project.organizationId === organizationId) return
  const granted = project.grants.get(organizationId)?.roleKeys ?? []
  if (!roleKeys.every((key) => granted.includes(key))) throw ApiError.of('COMMAND-mm9F4')
}
