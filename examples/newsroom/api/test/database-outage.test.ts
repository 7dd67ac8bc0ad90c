import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DatabaseSetting, openDatabase } from '../src/index.ts'
import { sqliteFailure } from '../src/database/unavailable.ts'
import { type Issuer, noon, startIssuer } from './support/issuer.ts'
import { aFolder, guardOf, type Newsroom, startNewsroom } from './support/newsroom.ts'
import { hasOwnPostgres, type OwnPostgres, startOwnPostgres } from './support/postgres.ts'

let issuer: Issuer
let newsroom: Newsroom
const folder = aFolder()
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(async () => {
  await issuer?.close()
  folder.remove()
})

/** With a patience that suits a test. */
async function start(setting: DatabaseSetting, waitMs: number): Promise<void> {
  const database = await openDatabase(setting, { now: () => noon, onBroken: () => undefined, waitMs })
  newsroom = await startNewsroom({ folder: folder.path, guard: guardOf(issuer), database })
}

const ada = { token: 'of-ada' }
const choosing = { ...ada, method: 'PUT', body: { topics: ['sport'] } }
const linesOf = (event: string): Record<string, unknown>[] =>
  newsroom.lines
    .map((one) => JSON.parse(one) as Record<string, unknown>)
    .filter((one) => one['event'] === event)

/** Tells that the database is away, and nothing of where it is. */
async function expectUnavailable(response: Response): Promise<void> {
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: 'The newsroom’s database is not available right now. Please try again.',
    status: 503,
    code: 'DATABASE_UNAVAILABLE',
    correlation: expect.any(String),
  })
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('5')
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
}

describe.skipIf(!hasOwnPostgres)('while PostgreSQL', () => {
  let postgres: OwnPostgres
  beforeAll(async () => {
    postgres = await startOwnPostgres()
  })
  afterAll(() => postgres?.stop())
  beforeEach(() => start({ kind: 'postgresql', url: postgres.url }, 500))
  afterEach(() => {
    // A test that waits for what hangs did not come to it.
    postgres.thaw()
    return newsroom.close()
  })

  it('is down, every call is answered 503 with one line in the log, and as before once it is back', async () => {
    expect((await newsroom.call('/api/topics', choosing)).status).toBe(200)
    await postgres.halt()
    await expectUnavailable(await newsroom.call('/api/news'))
    await expectUnavailable(await newsroom.call('/api/feed', ada))
    await expectUnavailable(await newsroom.call('/api/topics', choosing))
    const lines = linesOf('database.unavailable')
    expect(lines.map(({ detail }) => detail)).toEqual(Array(3).fill(expect.stringContaining('ECONNREFUSED')))
    expect([lines.some((line) => 'err' in line), linesOf('api.failed')]).toEqual([false, []])
    await postgres.resume()
    expect(await (await newsroom.call('/api/topics', ada)).json()).toMatchObject({ topics: ['sport'] })
    expect((await newsroom.call('/api/news')).status).toBe(200)
  })

  it('is shut down under a statement, that one is answered 503 as well', async () => {
    const holder = await locking(postgres.url)
    const asked = newsroom.call('/api/news')
    await expect.poll(() => holder.waiting()).toBe(1)
    await postgres.halt()
    await expectUnavailable(await asked)
    await holder.end()
    await postgres.resume()
    expect((await newsroom.call('/api/news')).status).toBe(200)
  })

  it('hangs, nobody waits for it without end: neither on an open connection nor for a new one', async () => {
    expect((await newsroom.call('/api/news')).status).toBe(200)
    await postgres.freeze()
    await expectUnavailable(await newsroom.call('/api/news'))
    await expectUnavailable(await newsroom.call('/api/news'))
    postgres.thaw()
    await expect.poll(async () => (await newsroom.call('/api/news')).status).toBe(200)
  })

  it('is busy with as many statements as there are connections, more calls end as the others do', async () => {
    const holder = await locking(postgres.url)
    const answers = await Promise.all(Array.from({ length: 25 }, () => newsroom.call('/api/news')))
    for (const answer of answers) await expectUnavailable(answer)
    // Not only we gave up: nothing of it waits in the server, while the lock is held all the same.
    await expect.poll(() => holder.waiting()).toBe(0)
    await holder.end()
    expect((await newsroom.call('/api/news')).status).toBe(200)
  })

  it('refuses a statement of ours, that is 500: asking again would not help', async () => {
    const client = await connected(postgres.url)
    await client.query('ALTER TABLE article RENAME TO elsewhere')
    expect((await newsroom.call('/api/news')).status).toBe(500)
    expect([linesOf('api.failed').length, linesOf('database.unavailable')]).toEqual([1, []])
    await client.query('ALTER TABLE elsewhere RENAME TO article')
    await client.end()
  })
})

describe('while the file of SQLite', () => {
  const file = join(folder.path, 'locked.db')
  beforeEach(() => start({ kind: 'sqlite', file }, 10))
  afterEach(() => newsroom.close())

  it('is locked by another process, writing is answered 503, reading as before, and all once it is free', async () => {
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    await expectUnavailable(await newsroom.call('/api/topics', choosing))
    expect((await newsroom.call('/api/news')).status).toBe(200)
    expect(linesOf('database.unavailable')).toMatchObject([
      { detail: 'ERR_SQLITE_ERROR: database is locked' },
    ])
    other.exec('ROLLBACK')
    other.close()
    expect((await newsroom.call('/api/topics', choosing)).status).toBe(200)
  })

  it('has no room to grow, that is the same; what is wrong with a statement is not', () => {
    const full = new DatabaseSync(':memory:')
    full.exec('CREATE TABLE article (body TEXT NOT NULL); PRAGMA max_page_count = 3')
    expect(failureOf(() => full.exec('INSERT INTO article VALUES (zeroblob(20000))'))).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: 'ERR_SQLITE_ERROR: database or disk is full',
    })
    expect(failureOf(() => full.exec('INSERT INTO article VALUES (NULL)'))).toMatchObject({
      code: 'ERR_SQLITE_ERROR',
    })
    full.close()
  })
})

function failureOf(act: () => void): unknown {
  try {
    return act()
  } catch (error) {
    return sqliteFailure(error)
  }
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  // It ends with its server.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Somebody who has the articles for himself, and sees how many wait for them. */
async function locking(url: string) {
  const client = await connected(url)
  await client.query('BEGIN')
  await client.query('LOCK TABLE article IN ACCESS EXCLUSIVE MODE')
  return {
    async waiting(): Promise<number> {
      const { rows } = await client.query<{ count: string }>(
        `SELECT count(*) FROM pg_locks WHERE NOT granted`,
      )
      return Number(rows[0]?.count)
    },
    end: () => client.end(),
  }
}
