import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Article, type Database, type DatabaseSetting, openDatabase, type Topic } from '../src/index.ts'
import { noon } from './support/issuer.ts'
import { aFolder } from './support/newsroom.ts'
import { hasPostgres, type Postgres, startPostgres } from './support/postgres.ts'

const open = (setting: DatabaseSetting, now = noon): Promise<Database> =>
  openDatabase(setting, { now: () => now, onBroken: () => undefined })

const anArticle = (changes: Partial<Article> = {}): Article => ({
  id: 'one',
  headline: 'A headline',
  summary: 'A summary',
  body: 'A body\nof two lines',
  topics: ['city', 'sport'],
  author: 'Edda Editor',
  publishedAt: noon,
  ...changes,
})

/** What every database must do. `fresh` gives one that is empty, as often as it is asked. */
function contract(fresh: () => Promise<DatabaseSetting>): void {
  let setting: DatabaseSetting
  let database: Database
  beforeEach(async () => {
    setting = await fresh()
    database = await open(setting)
  })
  afterEach(() => database.close())

  it('begins with a dozen articles, the newest first and none from the future', async () => {
    const news = await database.news()
    const times = news.map(({ publishedAt }) => publishedAt)
    expect(news.length).toBeGreaterThanOrEqual(12)
    expect(times).toEqual(times.toSorted((one, other) => other - one))
    expect(times[0]).toBeLessThan(noon)
    expect(news.every(({ author }) => author === null)).toBe(true)
  })

  it('keeps what was published and chosen, and begins with nothing twice, when it is opened again', async () => {
    await database.publish(anArticle(), 'edda')
    await database.chooseTopics('ada', ['culture'])
    await database.rememberQuote('ada', 'doubt')
    const before = await database.news()
    await database.close()
    database = await open(setting, noon + 86_400_000)
    expect(await database.news()).toEqual(before)
    expect(before[0]).toEqual(anArticle())
    expect([await database.topicsOf('ada'), await database.lastQuoteOf('ada')]).toEqual([
      ['culture'],
      'doubt',
    ])
  })

  it('is opened by several at once, each with the same news', async () => {
    const another = await fresh()
    const opened = await Promise.all([open(another), open(another), open(another)])
    const news = await Promise.all(opened.map((each) => each.news()))
    expect(new Set(news.map((each) => JSON.stringify(each))).size).toBe(1)
    await Promise.all(opened.map((each) => each.close()))
  })

  it('finds the articles about any of the topics, and no other', async () => {
    const all = await database.news()
    const about = (topics: readonly Topic[]) =>
      all.filter((each) => each.topics.some((one) => topics.includes(one)))
    for (const topics of [['city'], ['sport', 'science'], []] as const)
      expect(await database.newsAbout(topics)).toEqual(about(topics))
  })

  it('shows a hundred articles, the newest', async () => {
    for (let n = 0; n < 101; n += 1)
      await database.publish(anArticle({ id: `n-${n}`, publishedAt: noon + n }), 'edda')
    const news = await database.news()
    expect([news.length, news[0]?.id, news.at(-1)?.id]).toEqual([100, 'n-100', 'n-1'])
    expect((await database.newsAbout(['city'])).length).toBe(100)
  })

  it('publishes an id once', async () => {
    await database.publish(anArticle(), 'edda')
    await expect(database.publish(anArticle({ headline: 'Another' }), 'eve')).rejects.toThrow(/unique/i)
    expect((await database.news())[0]?.headline).toBe('A headline')
  })

  it("keeps each reader's own, and one thing of a reader apart from the other", async () => {
    expect([await database.topicsOf('ada'), await database.lastQuoteOf('ada')]).toEqual([undefined, null])
    await database.rememberQuote('ada', 'doubt')
    expect(await database.topicsOf('ada')).toBeUndefined()
    await database.chooseTopics('ada', ['sport', 'city'])
    await database.chooseTopics('bob', [])
    await database.chooseTopics('ada', ['climate'])
    expect([await database.topicsOf('ada'), await database.topicsOf('bob')]).toEqual([['climate'], []])
    expect([await database.lastQuoteOf('ada'), await database.lastQuoteOf('bob')]).toEqual(['doubt', null])
  })

  it('takes one choice of many at the same time, whole', async () => {
    const choices: Topic[][] = [['city'], ['sport', 'climate'], [], ['science']]
    await Promise.all(choices.map((topics) => database.chooseTopics('ada', topics)))
    expect(choices).toContainEqual(await database.topicsOf('ada'))
  })

  it('keeps any text as it is, whatever it would mean in a statement', async () => {
    const nasty = fc.constantFrom(
      "'; DROP TABLE article; --",
      '" OR 1=1 --',
      "\\'); DELETE FROM reader; --",
      '$1',
      '?1',
      '{city,sport}',
      '["city"]',
      'NULL',
      '%_',
      '\u{1f5de} ünïcödé \u202e',
    )
    const text = fc
      .oneof(nasty, fc.string({ unit: 'grapheme', minLength: 1 }))
      .filter((each) => !/[\0\p{Cs}]/u.test(each))
    let count = 0
    await fc.assert(
      fc.asyncProperty(text, text, text, async (one, two, three) => {
        const id = `${(count += 1)}${one}`
        const article = anArticle({
          id,
          headline: one,
          summary: two,
          body: three,
          author: two,
          publishedAt: noon + count,
        })
        await database.publish(article, three)
        await database.chooseTopics(one, ['city'])
        await database.rememberQuote(one, two)
        expect((await database.news())[0]).toEqual(article)
        expect((await database.newsAbout(['sport']))[0]).toEqual(article)
        expect([await database.topicsOf(one), await database.lastQuoteOf(one)]).toEqual([['city'], two])
      }),
      { numRuns: 60 },
    )
    expect((await database.news()).length).toBeGreaterThan(60)
  })
}

describe('SQLite', () => {
  const folder = aFolder()
  let count = 0
  afterAll(() => folder.remove())
  contract(async () => ({ kind: 'sqlite', file: join(folder.path, `${(count += 1)}.db`) }))

  it('goes on with a file in which there were readers only', async () => {
    const file = join(folder.path, 'older.db')
    const older = new DatabaseSync(file)
    older.exec('CREATE TABLE reader (subject TEXT PRIMARY KEY, topics TEXT, last_quote TEXT) STRICT')
    older.exec(`INSERT INTO reader VALUES ('ada', '["sport","gossip"]', 'doubt')`)
    older.close()
    const database = await open({ kind: 'sqlite', file })
    expect([await database.topicsOf('ada'), (await database.news()).length]).toEqual([['sport'], 13])
    await database.close()
  })
})

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  let postgres: Postgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres?.stop())
  contract(async () => ({ kind: 'postgresql', url: await postgres.empty() }))

  it('is said to be away when it is, at once', async () => {
    await expect(open({ kind: 'postgresql', url: 'postgresql://nobody@127.0.0.1:1/none' })).rejects.toThrow(
      /ECONNREFUSED/,
    )
  })

  it('loses no statement to a connection that broke while nobody used it', async () => {
    const url = await postgres.empty()
    const broken: string[] = []
    const database = await openDatabase(
      { kind: 'postgresql', url },
      { now: () => noon, onBroken: ({ message }) => void broken.push(message) },
    )
    await database.news()
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
    )
    await client.end()
    await expect.poll(() => broken.length).toBe(1)
    expect((await database.news()).length).toBe(13)
    await database.close()
  })
})
