import { hash } from 'node:crypto'
import type { Entry } from '../store.ts'
import type { Wrap } from './layout.ts'

/** What a secret opened. It follows from the secret and the octets of the entry alone. */
export interface Opening<Contents> {
  readonly entry: Entry
  readonly wrap: Wrap
  readonly contents: Contents
}

/**
 * The openings of the last while, so that one that is asked for again costs no key derivation and no cipher. It stands in for no look into
 * the store: an opening counts only as long as the version that it came from is there and lives, by the term that was sealed into it.
 * Whoever changes a record behind the back of the store, and leaves its version, changes nothing of what was opened before.
 */
export interface RecentOpenings<Contents> {
  recall(secret: Uint8Array): Opening<Contents> | undefined
  keep(secret: Uint8Array, opening: Opening<Contents>): void
}

/** How many are kept, and how long after they were made: what lies open in memory is bounded by both. */
const most = 4_096
const keptMs = 60_000

export function recentOpenings<Contents>(now: () => number): RecentOpenings<Contents> {
  /** Oldest first. */
  const kept = new Map<string, Opening<Contents> & { readonly until: number }>()

  const forgetOld = (time: number): void => {
    for (const [name, { until }] of kept) {
      if (until > time && kept.size < most) return
      kept.delete(name)
    }
  }

  return {
    recall(secret) {
      const opening = kept.get(nameOf(secret))
      if (opening === undefined || opening.until <= now()) return undefined
      const { expiresAt } = opening.entry
      return expiresAt === null || expiresAt > now() ? opening : undefined
    },
    keep(secret, opening) {
      const time = now()
      const name = nameOf(secret)
      kept.delete(name)
      forgetOld(time)
      kept.set(name, { ...opening, until: time + keptMs })
    },
  }
}

/** Not the secret itself, which is nowhere kept. */
const nameOf = (secret: Uint8Array): string => hash('sha256', secret, 'base64')
