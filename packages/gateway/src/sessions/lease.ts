import type { Store } from '@postern/store'

/** The right to be the only one who does something, in all processes on one store, until it is given back or runs out. */
export interface Lease {
  /** Greater than the fence of everybody who had the right before: what was done under an older one can be told by it. */
  readonly fence: number
  /** Prolongs the right. False, once and for all, if it is not ours any more. */
  keep(): Promise<boolean>
  /** Gives it back. Never rejects: a right that cannot be given back runs out. */
  release(): Promise<void>
}

export interface Leases {
  /** Nothing, if somebody else has the right now. The name is opaque: it stands in the store as it is. */
  take(name: string): Promise<Lease | undefined>
}

export interface LeasesDeps {
  readonly store: Pick<Store, 'put' | 'delete'>
  readonly now: () => number
  /** Resolves after so many milliseconds, or when the signal says stop. Never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** How long others wait for one who died with the right in his hands. */
export const leaseLifeMs = 6_000
const keptEveryMs = leaseLifeMs / 3

/** An entry needs a value, and there is nothing to say. */
const nothing = Uint8Array.of(0)

/**
 * Leases in a store: an entry that is put if absent, and runs out. While its holder works, it is prolonged; each write has a new
 * version, so that only the holder can prolong and remove it, and one who was too slow finds out.
 */
export function createLeases({ store, now, wait }: LeasesDeps): Leases {
  return {
    async take(name) {
      const key = `lease/${name}`
      const write = (condition: 'absent' | { readonly version: number }) =>
        store.put(key, nothing, { if: condition, expiresAt: now() + leaseLifeMs })
      const taken = await write('absent')
      if (!taken.written) return undefined

      const over = new AbortController()
      let version: number | undefined = taken.version
      const prolong = async (): Promise<boolean> => {
        if (version === undefined) return false
        const again = await write({ version })
        version = again.written ? again.version : undefined
        return again.written
      }
      // One after the other: two that start from the same version would take the right from each other.
      let last: Promise<unknown> = Promise.resolve()
      const keep = (): Promise<boolean> => {
        const kept = last.then(prolong)
        last = kept.catch(() => undefined)
        return kept
      }
      void keepUntil(over.signal, keep, wait)

      return {
        fence: taken.version,
        keep,
        async release() {
          over.abort()
          await last
          const mine = version
          version = undefined
          if (mine !== undefined) await store.delete(key, { version: mine }).catch(() => undefined)
        },
      }
    },
  }
}

async function keepUntil(over: AbortSignal, keep: Lease['keep'], wait: LeasesDeps['wait']): Promise<void> {
  for (;;) {
    await wait(keptEveryMs, over)
    if (over.aborted) return
    // A store that does not answer may answer the next time; if not, the right runs out.
    if (!(await keep().catch(() => true))) return
  }
}
