/** A map of bounded size with an end for every entry; when it is full the least recently used goes. */
export interface RecentMap<T> {
  /** The entry if `at` lies within its time. At `until` it is gone, and also before `from`: then the clock was set back. */
  get(key: string, at: number): T | undefined
  set(key: string, value: T, time: { readonly from: number; readonly until: number }): void
  delete(key: string): void
  /** Forgets every entry of which that is true. Looks at all of them. */
  deleteWhere(isOver: (value: T) => boolean): void
  readonly size: number
}

export function createRecentMap<T>(maxEntries: number): RecentMap<T> {
  // a Map keeps the order of insertion: the first key is the one not used for longest
  const entries = new Map<string, { readonly value: T; readonly from: number; readonly until: number }>()
  return {
    get(key, at) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      if (at < entry.from || at >= entry.until) return undefined
      entries.set(key, entry)
      return entry.value
    },
    set(key, value, { from, until }) {
      entries.delete(key)
      if (from >= until) return
      entries.set(key, { value, from, until })
      if (entries.size <= maxEntries) return
      const oldest = entries.keys().next()
      if (!oldest.done) entries.delete(oldest.value)
    },
    delete(key) {
      entries.delete(key)
    },
    deleteWhere(isOver) {
      for (const [key, { value }] of entries) if (isOver(value)) entries.delete(key)
    },
    get size() {
      return entries.size
    },
  }
}
