import type { Now } from '@postern/protocol'

/** Remembers what may be used once. */
export interface ReplayMemory {
  /**
   * Remembers the key until `expiresAt` (milliseconds since the epoch). `true` if it was not there: of many who race with the same
   * key one gets `true`. Rejects when it cannot say; then the proof is refused.
   */
  addOnce(key: string, expiresAt: number): Promise<boolean>
}

/** More proofs than these within their time, and this process takes no more of them until some have ended. */
const maxEntries = 100_000

/**
 * In this process's memory. What is remembered is never dropped before its end: when it is full, it cannot say.
 */
export function createMemoryReplays(now: Now, limit = maxEntries): ReplayMemory {
  const ends = new Map<string, number>()
  let sweptAt = Number.NEGATIVE_INFINITY

  function sweep(at: number): void {
    if (ends.size < limit && at - sweptAt < 60_000 && at >= sweptAt) return
    sweptAt = at
    for (const [key, end] of ends) if (end <= at) ends.delete(key)
  }

  return {
    async addOnce(key, expiresAt) {
      const at = now()
      sweep(at)
      if ((ends.get(key) ?? 0) > at) return false
      if (ends.size >= limit && !ends.has(key)) throw new Error(`${limit} proofs are remembered already`)
      ends.set(key, expiresAt)
      return true
    },
  }
}
