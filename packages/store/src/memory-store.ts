import { StoreError } from './errors.ts'
import { checkCount, checkFind, checkKey, checkPut, checkVersion, storeLimits } from './limits.ts'
import type { Entry, Store } from './store.ts'

/** How many entries a write looks at to drop those that have expired. */
const purgedPerWrite = 8

interface Counter {
  count: number
  readonly endsAt: number
}

/**
 * A store in the memory of this process: for tests, for development, and for one process whose users may log in again after a
 * restart.
 *
 * @param options.now milliseconds since the epoch
 */
export function memoryStore({ now }: { readonly now: () => number }): Store {
  const entries = new Map<string, Entry>()
  const keysByTerm = new Map<string, Set<string>>()
  const counters = new Map<string, Counter>()
  let lastVersion = 0
  let closed = false

  const isLiving = (entry: Entry): boolean => entry.expiresAt === null || entry.expiresAt > now()

  const drop = (entry: Entry): void => {
    entries.delete(entry.key)
    for (const term of entry.indexes) {
      const keys = keysByTerm.get(term)
      keys?.delete(entry.key)
      if (keys?.size === 0) keysByTerm.delete(term)
    }
  }

  const living = (key: string): Entry | undefined => {
    const entry = entries.get(key)
    if (entry === undefined || isLiving(entry)) return entry
    drop(entry)
    return undefined
  }

  const purgeEntries = sweep(entries, (entry) => {
    if (!isLiving(entry)) drop(entry)
  })
  const purgeCounters = sweep(counters, (counter, key) => {
    if (counter.endsAt <= now()) counters.delete(key)
  })

  const checkOpen = (): void => {
    if (closed) throw new StoreError('STORE_CLOSED')
  }

  return {
    async get(key) {
      checkOpen()
      checkKey(key)
      return copyOf(living(key))
    },

    async versionOf(key) {
      checkOpen()
      checkKey(key)
      return living(key)?.version
    },

    async put(key, value, options) {
      checkOpen()
      checkPut(key, value, options)
      const stored = living(key)
      if (options.if === 'absent' ? stored !== undefined : stored?.version !== options.if.version)
        return { written: false }
      if (stored !== undefined) drop(stored)
      lastVersion += 1
      const indexes = Object.freeze([...(options.indexes ?? [])])
      entries.set(key, {
        key,
        value: new Uint8Array(value),
        version: lastVersion,
        expiresAt: options.expiresAt,
        indexes,
      })
      for (const term of indexes) keysByTerm.set(term, (keysByTerm.get(term) ?? new Set()).add(key))
      purgeEntries()
      return { written: true, version: lastVersion }
    },

    async take(key) {
      checkOpen()
      checkKey(key)
      const entry = living(key)
      if (entry !== undefined) drop(entry)
      return entry
    },

    async delete(key, options) {
      checkOpen()
      checkKey(key)
      if (options?.version !== undefined) checkVersion(options.version)
      const entry = living(key)
      if (entry === undefined || (options?.version !== undefined && options.version !== entry.version))
        return false
      drop(entry)
      return true
    },

    async find(index, { limit = storeLimits.findDefault } = {}) {
      checkOpen()
      checkFind(index, limit)
      const found = [...(keysByTerm.get(index) ?? [])].map(living).filter((entry) => entry !== undefined)
      return found
        .sort((one, other) => one.version - other.version)
        .slice(0, limit)
        .map(copyOf)
    },

    async count(key, windowMs) {
      checkOpen()
      checkCount(key, windowMs)
      const running = counters.get(key)
      const counter =
        running !== undefined && running.endsAt > now() ? running : { count: 0, endsAt: now() + windowMs }
      counter.count += 1
      counters.set(key, counter)
      purgeCounters()
      return counter.count
    },

    async uncount(key) {
      checkOpen()
      checkKey(key)
      const counter = counters.get(key)
      if (counter !== undefined) counter.count = Math.max(0, counter.count - 1)
    },

    async resetCount(key) {
      checkOpen()
      checkKey(key)
      counters.delete(key)
    },

    async close() {
      closed = true
      entries.clear()
      keysByTerm.clear()
      counters.clear()
    },
  }
}

/** Callers may do what they like with what they get. Not `slice`, which of a Buffer is a view and no copy. */
function copyOf<E extends Entry | undefined>(entry: E): E {
  return (entry && { ...entry, value: new Uint8Array(entry.value) }) as E
}

/** Goes round a map, some items at a call, so that no write pays for all. */
function sweep<Value>(map: Map<string, Value>, visit: (value: Value, key: string) => void): () => void {
  let cursor = map.entries()
  return () => {
    for (let visited = 0; visited < purgedPerWrite; visited += 1) {
      const next = cursor.next()
      if (next.done) {
        cursor = map.entries()
        return
      }
      visit(next.value[1], next.value[0])
    }
  }
}
