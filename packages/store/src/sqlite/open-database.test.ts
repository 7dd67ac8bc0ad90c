import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { aTemporaryFolder } from '../../test/temporary-folder.ts'
import { createSchema, openDatabase } from './open-database.ts'
import { schemaVersion } from './schema.ts'

function aConnection(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  onTestFinished(() => database.close())
  return database
}

it('finds the tables made when another process was faster between the look and the lock', () => {
  const file = join(aTemporaryFolder(), 'store.sqlite')
  const database = aConnection(file)
  const slow = {
    prepare: (text: string) => database.prepare(text),
    exec: (text: string) => {
      if (text === 'BEGIN EXCLUSIVE') openDatabase(file, 0).close()
      database.exec(text)
    },
  }
  expect(() => createSchema(slow)).not.toThrow()
  expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: schemaVersion })
})

it('leaves nothing half made and no lock behind when making the tables fails', () => {
  const file = join(aTemporaryFolder(), 'store.sqlite')
  const database = aConnection(file)
  const broken = {
    prepare: (text: string) => database.prepare(text),
    exec: (text: string) => {
      database.exec(text)
      if (text.includes('CREATE TABLE')) throw new Error('the disk is full')
    },
  }
  expect(() => createSchema(broken)).toThrow('the disk is full')
  expect(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()).toEqual({ n: 0 })
  expect(() => openDatabase(file, 0).close()).not.toThrow()
})
