import type { Haul } from './haul.ts'
import { tokenLoot, tokensIn } from './haul.ts'

/** Web storage, databases and caches of this origin. */
export async function searchStorage(): Promise<Haul> {
  const entries = [...entriesOf('localStorage'), ...entriesOf('sessionStorage')]
  const databases = (await indexedDB.databases?.()) ?? []
  const caches = await cachesOf()
  const loot = entries.flatMap(({ place, value }) => tokensIn(value).map((token) => tokenLoot(place, token)))
  const count = entries.length + databases.length + caches.length
  if (count === 0) return { loot, said: 'Web storage, databases and caches are empty.' }
  const verdict = loot.length === 0 ? 'No token among them.' : 'A token lies open.'
  return { loot, said: `Entries: ${count}${namesOf(entries)}. ${verdict}` }
}

interface Entry {
  readonly place: string
  readonly value: string
}

function entriesOf(name: 'localStorage' | 'sessionStorage'): readonly Entry[] {
  const storage = globalThis[name]
  return Object.keys(storage).map((key) => ({ place: `${name}: ${key}`, value: storage.getItem(key) ?? '' }))
}

const cachesOf = async (): Promise<readonly string[]> => ('caches' in globalThis ? caches.keys() : [])

const namesOf = (entries: readonly Entry[]): string =>
  entries.length === 0 ? '' : ` (${entries.map(({ place }) => place).join(', ')})`
