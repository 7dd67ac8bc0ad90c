import type { Made } from './state.ts'

/** One thing to remove. */
export type Removal = Made

/** What there is in a project today; none where the project is gone. */
export interface ProjectContent {
  readonly applications: readonly string[]
  readonly roles: readonly string[]
}

export interface RemovalPlan {
  readonly removals: readonly Removal[]
  /** What stays, and why. */
  readonly left: readonly string[]
}

/**
 * What undoes a set-up: exactly what it made and what is in that, in an order in which nothing is missed. A project goes as a whole only if
 * everything in it is ours; where others have put something into it, it stays, and what we made in it goes one by one.
 */
export function removalOf(made: readonly Made[], contents: ReadonlyMap<string, ProjectContent>): RemovalPlan {
  const of = <Kind extends Made['kind']>(kind: Kind) =>
    made.filter((one): one is Extract<Made, { kind: Kind }> => one.kind === kind)
  const ownApplications = new Set(of('application').map(({ id }) => id))
  const isOwnRole = (projectId: string, key: string): boolean =>
    of('role').some((role) => role.projectId === projectId && role.key === key)

  const left: string[] = []
  const whole = of('project').filter(({ id, name }) => {
    const content = contents.get(id)
    if (content === undefined) return false
    const applications = content.applications.filter((one) => !ownApplications.has(one))
    const roles = content.roles.filter((key) => !isOwnRole(id, key))
    const isOurs = applications.length === 0 && roles.length === 0
    if (!isOurs) left.push(`project ${name}: others have put something into it`)
    return isOurs
  })
  const goes = new Set(whole.map(({ id }) => id))
  const stands = (projectId: string): boolean => contents.has(projectId) && !goes.has(projectId)
  const ownUsers = new Set(of('user').map(({ id }) => id))

  return {
    removals: [
      ...of('application').filter(({ projectId }) => stands(projectId)),
      ...of('application_key').filter(
        ({ projectId, applicationId }) => stands(projectId) && !ownApplications.has(applicationId),
      ),
      ...of('role').filter(({ projectId }) => stands(projectId)),
      ...whole,
      ...of('user_key').filter(({ userId }) => !ownUsers.has(userId)),
      ...of('administrator').filter(({ userId }) => !ownUsers.has(userId)),
      ...of('user'),
    ],
    left,
  }
}
