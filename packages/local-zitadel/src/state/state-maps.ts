import type { Instance } from './model.ts'

/** What stands in one of the maps of an instance. */
export interface Entity {
  readonly id: string
}

export type StatePart = 'accounts' | 'logins'

type EntityMap = {
  [Name in keyof Instance]: Instance[Name] extends Map<string, Entity> ? Name : never
}[keyof Instance]

/** To which part of the state each map belongs. A map that the model has and this table has not does not compile. */
export const stateMaps = {
  organizations: 'accounts',
  users: 'accounts',
  projects: 'accounts',
  applications: 'accounts',
  authorizations: 'accounts',
  groups: 'accounts',
  webKeys: 'accounts',
  sessions: 'logins',
  authRequests: 'logins',
  oidcSessions: 'logins',
} as const satisfies Readonly<Record<EntityMap, StatePart>>

export type StateMap = keyof typeof stateMaps

export const stateMapNames = Object.keys(stateMaps) as readonly StateMap[]

/** The maps of a part. */
export function mapsOf(part: StatePart): readonly StateMap[] {
  return stateMapNames.filter((name) => stateMaps[name] === part)
}

/** The map that holds this very object, or nothing when none does. */
export function mapHolding(instance: Instance, entity: Entity): StateMap | undefined {
  return stateMapNames.find((name) => (instance[name] as Map<string, Entity>).get(entity.id) === entity)
}

/** Everything of an instance that stands in no map of its own: settings, policies, members. */
export function settingsOf(instance: Instance): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(instance).filter(([name]) => !(name in stateMaps)))
}
