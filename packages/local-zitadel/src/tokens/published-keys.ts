import type { WebKey } from '../state/model.ts'
import type { World } from '../state/world.ts'

/** The signing keys that are there, in the original's order; one that was just made is seen late (contract 1.4). */
export function publishedKeys({ instance, readSide }: Pick<World, 'instance' | 'readSide'>): WebKey[] {
  return [...instance.webKeys.values()].filter((key) => key.state !== 'removed' && readSide.knows(key))
}
