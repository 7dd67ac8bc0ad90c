import { createHash } from 'node:crypto'
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
 * the store: an opening counts only for an entry that is octet for octet the one it came from.
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
      return opening !== undefined && opening.until > now() ? opening : undefined
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

/** Whether the store still holds the very entry that an opening came from. */
export function isSameEntry(one: Entry, other: Entry | undefined): boolean {
  return (
    other !== undefined &&
    one.key === other.key &&
    one.version === other.version &&
    one.expiresAt === other.expiresAt &&
    one.indexes.length === other.indexes.length &&
    one.indexes.every((term, at) => term === other.indexes[at]) &&
    Buffer.compare(one.value, other.value) === 0
  )
}

/** Not the secret itself, which is nowhere kept. */
const nameOf = (secret: Uint8Array): string => createHash('sha256').update(secret).digest('base64')
