import type { Entry, Store } from '@postern/store'

/** A store that can tell what lies in it, as somebody who stole it would see it. */
export function recordingStore(inner: Store): {
  readonly store: Store
  readonly stored: () => Promise<readonly Entry[]>
} {
  const keys = new Set<string>()
  return {
    store: {
      ...inner,
      put(key, value, options) {
        keys.add(key)
        return inner.put(key, value, options)
      },
    },
    async stored() {
      const entries = await Promise.all([...keys].map((key) => inner.get(key)))
      return entries.filter((entry) => entry !== undefined)
    },
  }
}
