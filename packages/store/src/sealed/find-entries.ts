import { StoreError } from '../errors.ts'
import type { Entry, Store } from '../store.ts'
import { indexTerm, type KeyRing } from './deployment-key.ts'

/** What carries an index term: opened, or the reason why it could not be. */
export interface FoundEntries<Opened> {
  readonly found: readonly Opened[]
  readonly unreadable: readonly { readonly key: string; readonly error: StoreError }[]
}

/**
 * Finds what carries an index term, under whichever key of the ring the term was written, each entry once. One that cannot be opened
 * hides none of the others; one that opens without knowing the term was bent to it and counts as unreadable.
 */
export async function findEntries<Opened extends { readonly indexes: readonly string[] }>(
  { store, kind, ring }: { readonly store: Store; readonly kind: string; readonly ring: KeyRing },
  index: string,
  limit: number | undefined,
  open: (entry: Entry) => Opened,
): Promise<FoundEntries<Opened>> {
  const entries = new Map<string, Entry>()
  for (const keys of ring.all) {
    const some = await store.find(indexTerm(keys, kind, index), limit === undefined ? {} : { limit })
    for (const entry of some) entries.set(entry.key, entry)
  }
  const found: Opened[] = []
  const unreadable: { key: string; error: StoreError }[] = []
  for (const entry of entries.values()) {
    try {
      const opened = open(entry)
      if (!opened.indexes.includes(index))
        throw new StoreError('RECORD_UNREADABLE', 'found by a foreign term')
      found.push(opened)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      unreadable.push({ key: entry.key, error })
    }
  }
  return { found: limit === undefined ? found : found.slice(0, limit), unreadable }
}
