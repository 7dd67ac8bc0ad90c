/** What one tab remembers over a reload or a redirect. Never a token, a code or a name. */
export interface TabMemory {
  /** Whether somebody was logged in here: then a reload may ask ZITADEL once, without a form. */
  wasIn: boolean
  /** Reads and forgets where the reader was before a redirect. */
  readonly takePlace: () => string
  readonly rememberPlace: (path: string) => void
}

const wasIn = 'newsroom.was-in'
const place = 'newsroom.place'

export function tabMemory(storage: Storage): TabMemory {
  return {
    get wasIn() {
      return storage.getItem(wasIn) !== null
    },
    set wasIn(is) {
      if (is) storage.setItem(wasIn, '1')
      else storage.removeItem(wasIn)
    },
    takePlace() {
      const path = storage.getItem(place) ?? '/'
      storage.removeItem(place)
      return path
    },
    rememberPlace: (path) => storage.setItem(place, path),
  }
}
