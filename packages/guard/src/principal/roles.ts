import { isJsonObject } from '@postern/protocol'

/** A role as a token carries it: in one project, for one or more organizations. */
export interface Role {
  readonly role: string
  /** `null`: the claim named no project, which at introspection means the introspecting client's own (contract 7.1). */
  readonly projectId: string | null
  /** The organizations in which the user holds it. */
  readonly organizationIds: readonly string[]
}

const ofProjects = 'urn:zitadel:iam:org:project:'
const ofOwnProject = 'urn:zitadel:iam:org:project:roles'
const ofNamedProject = /^urn:zitadel:iam:org:project:([^:]+):roles$/

/**
 * Reads both spellings of ZITADEL's role claims (contract 6.6): `{"<role>": {"<organization id>": "<primary domain>"}}` under
 * the project's name and, for the client's own project, once more without it. A value of another shape is no role.
 */
export function parseRoles(claims: Readonly<Record<string, unknown>>): readonly Role[] {
  const roles: Role[] = []
  for (const name of Object.keys(claims)) {
    if (!name.startsWith(ofProjects)) continue
    const value = claims[name]
    const projectId = name === ofOwnProject ? null : ofNamedProject.exec(name)?.[1]
    if (projectId === undefined || !isJsonObject(value)) continue
    for (const [role, organizations] of Object.entries(value)) {
      if (!isJsonObject(organizations)) continue
      const organizationIds = Object.freeze(Object.keys(organizations))
      if (organizationIds.length > 0) roles.push(Object.freeze({ role, projectId, organizationIds }))
    }
  }
  return Object.freeze(roles)
}
