import { createHash } from 'node:crypto'
import { type Entry, memoryStore, type PutOptions, type Store } from '@postern/store'
import type { OpenStore } from '../src/store-contract/contract-case.ts'

/** A store with one fault, as somebody might really write it, and the promises that it therefore breaks. */
export interface BrokenStore {
  readonly name: string
  readonly open: OpenStore
  readonly breaks: readonly string[]
}

/** A store that differs from the memory store in the methods given. */
function flawed(flaw: (sound: Store, now: () => number) => Partial<Store>): OpenStore {
  return ({ now }) => {
    const sound = memoryStore({ now })
    return { ...sound, ...flaw(sound, now) }
  }
}

const holds = (entry: Entry | undefined, condition: PutOptions['if']): boolean =>
  condition === 'absent' ? entry === undefined : entry?.version === condition.version

const readsWaitsWrites = flawed((sound) => {
  const counts = new Map<string, number>()
  return {
    async put(key, value, options) {
      if (!holds(await sound.get(key), options.if)) return { written: false }
      // The memory store acts when it is called: nothing comes between these two.
      const [, result] = await Promise.all([
        sound.delete(key),
        sound.put(key, value, { ...options, if: 'absent' }),
      ])
      return result
    },
    async take(key) {
      const entry = await sound.get(key)
      await sound.delete(key)
      return entry
    },
    async delete(key, options) {
      const entry = await sound.get(key)
      await sound.delete(key)
      return entry !== undefined && (options?.version ?? entry.version) === entry.version
    },
    async count(key) {
      const count = (counts.get(key) ?? 0) + 1
      await Promise.resolve()
      counts.set(key, count)
      return count
    },
  }
})

export const brokenStores: readonly BrokenStore[] = [
  {
    name: 'reads, waits, then writes',
    open: readsWaitsWrites,
    breaks: [
      'hands an entry to exactly one of many racing takes',
      'lets exactly one of many racing deletes remove an entry',
      'lets exactly one of many racing first writes win, and keeps its value',
      'lets exactly one of many racing writes over a version win, and keeps its value and terms',
      'lets a racing take, delete and write of one version not all succeed',
      'loses no update of many that read, change and write if nothing changed meanwhile',
      'gives each of many racing counters a number of its own',
      'deletes, and if a version is given only that one',
    ],
  },
  {
    name: 'expires a millisecond late',
    open: ({ now }) => memoryStore({ now: () => now() - 1 }),
    breaks: [
      'holds an entry until one millisecond before its expiry, and not at it',
      'lets nobody take at the millisecond of expiry, and somebody one before',
      'deletes at the millisecond of expiry nothing, and one before something',
      'counts an expired entry as absent, and no longer as its version',
      'shows an entry to nobody that had expired when it was written',
    ],
  },
  {
    name: 'expires a millisecond early',
    open: ({ now }) => memoryStore({ now: () => now() + 1 }),
    breaks: [
      'holds an entry until one millisecond before its expiry, and not at it',
      'lets nobody take at the millisecond of expiry, and somebody one before',
      'deletes at the millisecond of expiry nothing, and one before something',
      'still writes over a version one millisecond before its expiry',
      'takes the latest time that there is',
    ],
  },
  {
    name: 'hands out what it holds',
    open: flawed((sound) => {
      const held = new Map<number, Entry>()
      return {
        async get(key) {
          const entry = await sound.get(key)
          if (entry !== undefined && !held.has(entry.version)) held.set(entry.version, entry)
          return entry && held.get(entry.version)
        },
      }
    }),
    breaks: ['keeps its value when a reader changes what it got'],
  },
  {
    name: 'remembers the versions that it told',
    open: flawed((sound) => {
      const told = new Map<string, number>()
      return {
        async versionOf(key) {
          const version = told.get(key) ?? (await sound.versionOf(key))
          if (version !== undefined) told.set(key, version)
          return version
        },
      }
    }),
    breaks: [
      'tells the version of what is there, after every write and every end',
      'holds an entry until one millisecond before its expiry, and not at it',
    ],
  },
  {
    name: 'writes without looking',
    open: flawed((sound) => ({
      async put(key, value, options) {
        await sound.delete(key)
        return await sound.put(key, value, { ...options, if: 'absent' })
      },
    })),
    breaks: [
      'writes "if absent" once',
      'writes "if version" over that version only',
      'writes "if version" over nothing never',
      'does not mistake the version of another key',
      'keeps the index terms of an entry whose write was refused',
      'counts an expired entry as absent, and no longer as its version',
    ],
  },
  {
    name: 'begins each life of a key with version one',
    open: flawed((sound) => {
      const births = new Map<string, number>()
      const theirs = (key: string, version: number): number => version + (births.get(key) ?? 1) - 1
      return {
        async get(key) {
          const entry = await sound.get(key)
          return entry && { ...entry, version: entry.version - (births.get(key) ?? 1) + 1 }
        },
        async versionOf(key) {
          const version = await sound.versionOf(key)
          return version && version - (births.get(key) ?? 1) + 1
        },
        async put(key, value, options) {
          const condition = options.if === 'absent' ? 'absent' : { version: theirs(key, options.if.version) }
          const result = await sound.put(key, value, { ...options, if: condition })
          if (!result.written) return result
          if (options.if === 'absent') births.set(key, result.version)
          return { written: true, version: result.version - (births.get(key) ?? 1) + 1 }
        },
        async delete(key, options) {
          if (options?.version === undefined) return await sound.delete(key)
          return await sound.delete(key, { version: theirs(key, options.version) })
        },
      }
    }),
    breaks: ['never gives a key the same version twice, whatever happened in between'],
  },
  {
    name: 'keeps old index terms',
    open: flawed((sound) => ({
      async put(key, value, options) {
        const old = (await sound.get(key))?.indexes ?? []
        return await sound.put(key, value, {
          ...options,
          indexes: [...new Set([...old, ...(options.indexes ?? [])])],
        })
      },
    })),
    breaks: [
      'replaces all index terms with every write',
      'lets exactly one of many racing writes over a version win, and keeps its value and terms',
    ],
  },
  {
    name: 'finds in the order of keys',
    open: flawed((sound) => ({
      async find(index, options) {
        return [...(await sound.find(index, options))].sort((one, other) => (one.key < other.key ? -1 : 1))
      },
    })),
    breaks: ['finds in the order of the last writes'],
  },
  {
    name: 'limits before it leaves out the dead',
    open: flawed((sound, now) => {
      const ends = new Map<string, number | null>()
      return {
        async put(key, value, options) {
          ends.set(key, options.expiresAt)
          return await sound.put(key, value, options)
        },
        async find(index, { limit = 1_000 } = {}) {
          const dead = [...ends.values()].filter((end) => end !== null && end <= now()).length
          return (await sound.find(index, { limit })).slice(0, Math.max(0, limit - dead))
        },
      }
    }),
    breaks: ['finds as many as asked for, the living ones only'],
  },
  {
    name: 'lets its windows slide',
    open: flawed((_, now) => {
      const counters = new Map<string, { count: number; endsAt: number }>()
      return {
        async count(key, windowMs) {
          const counter = counters.get(key)
          const count = counter !== undefined && counter.endsAt > now() ? counter.count + 1 : 1
          counters.set(key, { count, endsAt: now() + windowMs })
          return count
        },
      }
    }),
    breaks: [
      'ends a window at its very millisecond after the first count, however much was counted since',
      'keeps to the window of the first count',
    ],
  },
  {
    name: 'reads a counter, waits, then takes one back',
    open: flawed(() => {
      const counts = new Map<string, number>()
      return {
        async count(key) {
          counts.set(key, (counts.get(key) ?? 0) + 1)
          return counts.get(key) ?? 0
        },
        async uncount(key) {
          const count = counts.get(key) ?? 0
          await Promise.resolve()
          counts.set(key, Math.max(0, count - 1))
        },
      }
    }),
    breaks: ['loses none of many racing counts that are half taken back'],
  },
  {
    name: 'takes back below zero',
    open: flawed((sound) => {
      const debts = new Map<string, number>()
      return {
        async count(key, windowMs) {
          return (await sound.count(key, windowMs)) - (debts.get(key) ?? 0)
        },
        async uncount(key) {
          debts.set(key, (debts.get(key) ?? 0) + 1)
        },
      }
    }),
    breaks: ['takes one back at a time, down to zero and not below, each key by itself'],
  },
  {
    name: 'takes back by beginning anew',
    open: flawed((sound) => ({ uncount: (key) => sound.resetCount(key) })),
    breaks: [
      'takes one back at a time, down to zero and not below, each key by itself',
      'keeps the window of a counter of which one was taken back',
    ],
  },
  {
    name: 'resets the count and not the window',
    open: flawed((sound) => ({
      async resetCount(key) {
        for (let times = 0; times < 100; times += 1) await sound.uncount(key)
      },
    })),
    breaks: ['begins anew after a reset, in a window of its own, each key by itself'],
  },
  {
    name: 'resets entries, too',
    open: flawed((sound) => ({
      async resetCount(key) {
        await sound.delete(key)
        await sound.resetCount(key)
      },
    })),
    breaks: ['takes nothing back of an entry of the same name'],
  },
  {
    name: 'keeps counters among the entries',
    open: flawed((sound, now) => ({
      async count(key, windowMs) {
        const entry = await sound.get(key)
        const count = (entry?.value[0] ?? 0) + 1
        const condition = entry === undefined ? ('absent' as const) : { version: entry.version }
        await sound.put(key, Uint8Array.of(count), {
          if: condition,
          expiresAt: entry?.expiresAt ?? now() + windowMs,
        })
        return count
      },
    })),
    breaks: [
      'keeps counters and entries of the same name apart',
      'gives each of many racing counters a number of its own',
    ],
  },
  {
    name: 'takes any key',
    open: flawed((sound) => {
      const shortOf = (key: string): string => createHash('sha256').update(key).digest('hex')
      return {
        get: (key) => sound.get(shortOf(key)),
        versionOf: (key) => sound.versionOf(shortOf(key)),
        put: (key, value, options) => sound.put(shortOf(key), value, options),
        take: (key) => sound.take(shortOf(key)),
        delete: (key, options) => sound.delete(shortOf(key), options),
        count: (key, windowMs) => sound.count(shortOf(key), windowMs),
        uncount: (key) => sound.uncount(shortOf(key)),
        resetCount: (key) => sound.resetCount(shortOf(key)),
      }
    }),
    breaks: ['takes keys of 1 and of 200 characters of its alphabet, and refuses all others'],
  },
  {
    name: 'tells no capitals apart',
    open: flawed((sound) => ({
      get: (key) => sound.get(key.toLowerCase()),
      put: (key, value, options) => sound.put(key.toLowerCase(), value, options),
    })),
    breaks: ['tells keys apart by every character'],
  },
  {
    name: 'forgets a little too much when it purges',
    open: flawed((sound, now) => {
      const ends = new Map<string, number>()
      return {
        async put(key, value, options) {
          for (const [other, end] of ends) if (end <= now() + 1 && end > now()) await sound.delete(other)
          if (options.expiresAt !== null) ends.set(key, options.expiresAt)
          return await sound.put(key, value, options)
        },
      }
    }),
    breaks: ['purges what has expired and nothing else'],
  },
  {
    name: 'goes on after it was closed',
    open: flawed(() => ({ close: async () => undefined })),
    breaks: ['refuses everything after it was closed, and may be closed twice'],
  },
]
