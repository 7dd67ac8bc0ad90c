import type { Instance } from './model.ts'
import type { Entity, StatePart } from './state-maps.ts'

/** What lasts between starts. */
export interface Kept {
  readonly instance: Instance
  readonly lastId: string
  /** What only the maker of the seed knows: tokens, passwords, keys. */
  readonly seeded: unknown
}

/**
 * Says what was changed, so that it is kept. Naming the objects makes it cheap; naming none means that anything of the part may have
 * changed, and of the logins too where accounts have.
 */
export type Changed = (what: StatePart, ...objects: readonly Entity[]) => void

export interface StateStore {
  /** @throws DataFolderError */
  load(): Kept | undefined
  readonly changed: Changed
  /** Resolves when every account change so far is on disk. Logins follow within a moment and at the end. */
  kept(): Promise<void>
  close(): Promise<void>
}

/** Keeps nothing: a server without a data folder. */
export function memoryStateStore(): StateStore {
  return { load: () => undefined, changed: () => {}, kept: async () => {}, close: async () => {} }
}
