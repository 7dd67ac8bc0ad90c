import type { DatabaseSync } from 'node:sqlite'
import { inOurWords, openStateFile } from './open-state-file.ts'
import type { Instance } from './model.ts'
import { type Entity, mapHolding, mapsOf, settingsOf, type StateMap, stateMapNames } from './state-maps.ts'
import { parseState, stringifyState } from './state-json.ts'
import type { Kept, StateStore } from './state-store.ts'

const loginsDelayMs = 250

/** Rows beside those of the maps. */
const settingsRow = ['instance', 'settings'] as const
const seededRow = ['seed', 'seeded'] as const
const lastIdRow = ['server', 'lastId'] as const

/**
 * Keeps the state in one SQLite file of a folder, a row for each object. What a call changed among accounts (users, keys, policies …) is
 * flushed to the disk before the call is answered; logins (sessions, auth requests, tokens), which change with every call, are written
 * together a moment later. A crash can cost the last logins, never an account; what it tears, SQLite leaves out at the next start.
 *
 * @throws DataFolderError for a folder that cannot be used: another server has it, or its file is damaged or of another version.
 */
export function sqliteStateStore(folder: string, snapshot: () => Kept): StateStore {
  const database = openStateFile(folder)
  const rows = rowsOf(database)
  const named = new Map<string, { readonly map: StateMap; readonly id: string }>()
  const whole = new Set<StateMap>()
  let touched = false
  let accountsWait = false
  let timer: NodeJS.Timeout | undefined

  const write = (synchronous: 'FULL' | 'NORMAL') => {
    const { instance, lastId, seeded } = snapshot()
    // NORMAL leaves out the flush at the end of a commit: the file stays sound, a power cut may cost the newest rows.
    database.exec(`PRAGMA synchronous = ${synchronous}; BEGIN`)
    try {
      // Whole maps first: rows keep the order in which they are written.
      for (const map of whole) rows.writeMap(map, mapOf(instance, map))
      for (const { map, id } of named.values()) rows.write(map, id, mapOf(instance, map).get(id))
      if (synchronous === 'FULL') {
        rows.write(...settingsRow, settingsOf(instance))
        rows.write(...seededRow, seeded)
      }
      rows.write(...lastIdRow, lastId)
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
    named.clear()
    whole.clear()
    accountsWait = false
  }
  const writeLater = () => {
    timer = undefined
    try {
      write(accountsWait ? 'FULL' : 'NORMAL')
    } catch (error) {
      // Still noted as changed: the next write takes it along, and the end says so if it cannot.
      process.emitWarning(error instanceof Error ? error : String(error), 'LocalZitadelWarning')
    }
  }
  return {
    load: () => inOurWords(() => load(rows)),
    changed(what, ...objects) {
      if (!database.isOpen) return
      touched = true
      const held = objects.map(({ id }, index) => ({
        id,
        map: mapHolding(snapshot().instance, objects[index] as Entity),
      }))
      for (const { map, id } of held) if (map !== undefined) named.set(`${map} ${id}`, { map, id })
      if (held.length === 0 || held.some(({ map }) => map === undefined)) {
        for (const map of what === 'accounts' ? stateMapNames : mapsOf('logins')) whole.add(map)
      }
      accountsWait ||= what === 'accounts'
      timer ??= setTimeout(writeLater, loginsDelayMs).unref()
    },
    async kept() {
      if (accountsWait && database.isOpen) write('FULL')
    },
    async close() {
      if (!database.isOpen) return
      clearTimeout(timer)
      try {
        // Whatever a call changed without saying so is found at the end, at least.
        for (const map of stateMapNames) whole.add(map)
        if (touched) write('FULL')
      } finally {
        database.close()
      }
    },
  }
}

interface Rows {
  /** Writes the row of an object, or removes it when there is no such object any more. SQLite leaves alone what is as it was. */
  write(map: string, id: string, value: unknown): void
  writeMap(map: string, entities: ReadonlyMap<string, Entity>): void
  read(map: string): Map<string, unknown>
}

function rowsOf(database: DatabaseSync): Rows {
  const upsert = database.prepare(
    'INSERT INTO kept (map, id, json) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET json = excluded.json',
  )
  const remove = database.prepare('DELETE FROM kept WHERE map = ? AND id = ?')
  const removeOthers = database.prepare(
    'DELETE FROM kept WHERE map = ? AND id NOT IN (SELECT value FROM json_each(?))',
  )
  // A map remembers the order in which it was filled, and so do rows.
  const select = database.prepare('SELECT id, json FROM kept WHERE map = ? ORDER BY rowid')
  const write: Rows['write'] = (map, id, value) => {
    if (value === undefined) remove.run(map, id)
    else upsert.run(map, id, stringifyState(value))
  }
  return {
    write,
    writeMap(map, entities) {
      for (const [id, entity] of entities) write(map, id, entity)
      removeOthers.run(map, JSON.stringify([...entities.keys()]))
    },
    read: (map) =>
      new Map(select.all(map).map(({ id, json }) => [String(id), parseState(String(json))] as const)),
  }
}

/** Rows of this server's own making are trusted in their shape once the version of the file is right; the folder is the user's alone. */
function load(rows: Rows): Kept | undefined {
  const settings = rows.read(settingsRow[0]).get(settingsRow[1])
  if (settings === undefined) return undefined
  const maps = Object.fromEntries(stateMapNames.map((name) => [name, rows.read(name)]))
  return {
    instance: { ...(settings as Instance), ...maps },
    lastId: String(rows.read(lastIdRow[0]).get(lastIdRow[1])),
    seeded: rows.read(seededRow[0]).get(seededRow[1]),
  }
}

function mapOf(instance: Instance, name: StateMap): ReadonlyMap<string, Entity> {
  return instance[name]
}
