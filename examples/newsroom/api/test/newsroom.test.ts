import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Article } from '../src/index.ts'
import { type Issuer, noon, startIssuer } from './support/issuer.ts'
import { aFolder, guardOf, type Newsroom, startNewsroom } from './support/newsroom.ts'

let issuer: Issuer
let folder: ReturnType<typeof aFolder>
let newsroom: Newsroom
const numbers: number[] = []

beforeEach(async () => {
  issuer = await startIssuer()
  folder = aFolder()
  numbers.length = 0
  newsroom = await startNewsroom({
    folder: folder.path,
    guard: guardOf(issuer),
    randomBelow: () => numbers.shift() ?? 0,
  })
})
afterEach(async () => {
  await newsroom.close()
  await issuer.close()
  folder.remove()
})

interface Feed {
  topics: string[]
  chosen: boolean
  available: { id: string; label: string }[]
  articles: Article[]
}

const ada = { token: 'of-ada' }
const read = async (response: Response): Promise<Feed> => {
  expect(response.status).toBe(200)
  return (await response.json()) as Feed
}
const choose = (topics: unknown, token = 'of-ada') =>
  newsroom.call('/api/topics', { token, method: 'PUT', body: { topics } })

describe('the news', () => {
  it('are for everyone, a dozen of them, the newest first and none from the future', async () => {
    const { articles } = await read(await newsroom.call('/api/news'))
    const times = articles.map((article) => article.publishedAt)
    expect(articles.length).toBeGreaterThanOrEqual(12)
    expect(times).toEqual(times.toSorted((one, other) => other - one))
    expect(times[0]).toBeLessThan(noon)
    expect(new Set(articles.map((article) => article.id)).size).toBe(articles.length)
    for (const article of articles)
      expect(Object.keys(article).sort()).toEqual([
        'author',
        'body',
        'headline',
        'id',
        'publishedAt',
        'summary',
        'topics',
      ])
  })

  it('need nobody to be asked about a token, not even a bad one', async () => {
    expect((await newsroom.call('/api/news', { token: 'bad' })).status).toBe(200)
    expect(issuer.asked()).toBe(0)
  })
})

describe('the feed', () => {
  it('begins with a few topics for whoever has not chosen', async () => {
    const feed = await read(await newsroom.call('/api/feed', ada))
    expect(feed.topics).toEqual(['city', 'science'])
    expect(await read(await newsroom.call('/api/topics', ada))).toMatchObject({
      topics: ['city', 'science'],
      chosen: false,
    })
  })

  it('holds the articles of the chosen topics and no other', async () => {
    await choose(['sport'])
    const { articles } = await read(await newsroom.call('/api/feed', ada))
    const all = await read(await newsroom.call('/api/news'))
    expect(articles).toEqual(all.articles.filter((article) => article.topics.includes('sport')))
    expect(articles).not.toHaveLength(0)
  })

  it('has something for every topic', async () => {
    const { available } = await read(await newsroom.call('/api/topics', ada))
    for (const { id } of available) {
      await choose([id])
      expect((await read(await newsroom.call('/api/feed', ada))).articles).not.toHaveLength(0)
    }
  })

  it('is empty for whoever chose nothing', async () => {
    await choose([])
    expect(await read(await newsroom.call('/api/feed', ada))).toEqual({ topics: [], articles: [] })
  })
})

describe('the topics', () => {
  it("are each reader's own", async () => {
    await choose(['culture'])
    await choose(['climate', 'sport'], 'of-bob')
    expect(await read(await newsroom.call('/api/topics', ada))).toMatchObject({
      topics: ['culture'],
      chosen: true,
    })
    expect(await read(await newsroom.call('/api/topics', { token: 'of-bob' }))).toMatchObject({
      topics: ['climate', 'sport'],
    })
  })

  it('follow the subject and not the token', async () => {
    await choose(['culture'], 'of-ada')
    expect(await read(await newsroom.call('/api/topics', { token: 'of-ada-later' }))).toMatchObject({
      topics: ['culture'],
    })
  })

  it('last over a restart, in a file that only its owner may read', async () => {
    await choose(['technology'])
    await newsroom.close()
    newsroom = await startNewsroom({ folder: folder.path, guard: guardOf(issuer) })
    expect(await read(await newsroom.call('/api/topics', ada))).toMatchObject({
      topics: ['technology'],
      chosen: true,
    })
    expect(statSync(join(folder.path, 'readers.db')).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['one that is not offered', { topics: ['city', 'gossip'] }],
    ['one twice', { topics: ['city', 'city'] }],
    ['a number', { topics: [1] }],
    ['a text', { topics: 'city' }],
    ['null', { topics: null }],
    ['nothing', {}],
    ['an unknown member', { topics: ['city'], more: true }],
    ['a list', ['city']],
    [
      'more than there are',
      { topics: ['city', 'science', 'technology', 'climate', 'culture', 'sport', 'city'] },
    ],
  ])('are refused with %s, and stay as they were', async (_, body) => {
    await choose(['culture'])
    const response = await newsroom.call('/api/topics', { ...ada, method: 'PUT', body })
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(await response.json()).toMatchObject({
      status: 400,
      code: 'TOPICS_INVALID',
      correlation: expect.stringMatching(/^correlation-/),
    })
    expect(await read(await newsroom.call('/api/topics', ada))).toMatchObject({ topics: ['culture'] })
  })

  it.each([
    ['no JSON', { raw: '{"topics":' }, 400, 'REQUEST_INVALID'],
    ['an empty body', { raw: '' }, 400, 'REQUEST_INVALID'],
    [
      'another type',
      { raw: 'topics=city', type: 'application/x-www-form-urlencoded' },
      415,
      'BODY_TYPE_UNKNOWN',
    ],
    ['too much', { raw: JSON.stringify({ topics: ['x'.repeat(16_384)] }) }, 413, 'BODY_TOO_LARGE'],
  ])('are refused with %s', async (_, options, status, code) => {
    const response = await newsroom.call('/api/topics', { ...ada, method: 'PUT', ...options })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ status, code })
  })

  it('may be changed as often as one likes', async () => {
    for (const topics of [['culture'], ['sport', 'city'], [], ['science']]) {
      expect(await read(await choose(topics))).toMatchObject({ topics })
      expect(await read(await newsroom.call('/api/topics', ada))).toMatchObject({ topics, chosen: true })
    }
  })

  it('may all be chosen', async () => {
    const all = ['city', 'science', 'technology', 'climate', 'culture', 'sport']
    expect(await read(await choose(all))).toMatchObject({ topics: all })
  })
})

describe('the quote', () => {
  const quote = async (token = 'of-ada') =>
    (await (await newsroom.call('/api/quote', { token })).json()) as {
      id: string
      text: string
      attribution: string
    }

  it('comes from the newsroom, and is never the same twice in a row', async () => {
    const given = []
    for (let n = 0; n < 12; n += 1) given.push(await quote())
    expect(given[0]).toMatchObject({ text: expect.any(String), attribution: 'The newsroom' })
    for (const [n, one] of given.entries()) expect(one.id).not.toBe(given[n + 1]?.id)
  })

  it('follows the random number that is handed in', async () => {
    numbers.push(3, 3, 0)
    const first = await quote('of-ada')
    expect((await quote('of-bob')).id).toBe(first.id)
    expect((await quote('of-eve')).id).not.toBe(first.id)
  })

  it('is not the last one after a restart either', async () => {
    const last = await quote()
    await newsroom.close()
    newsroom = await startNewsroom({ folder: folder.path, guard: guardOf(issuer) })
    expect((await quote()).id).not.toBe(last.id)
  })
})

describe('whoever is not let in', () => {
  const guarded = [
    ['GET', '/api/feed'],
    ['GET', '/api/topics'],
    ['PUT', '/api/topics'],
    ['GET', '/api/quote'],
    ['GET', '/api/me'],
    ['POST', '/api/articles'],
    ['GET', '/api/nothing'],
  ] as const

  it.each(guarded)(
    'gets 401 and a challenge without error for %s %s without a token (AT-7)',
    async (method, path) => {
      const response = await newsroom.call(path, { method })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"')
      expect(await response.json()).toMatchObject({ code: 'TOKEN_MISSING', status: 401 })
    },
  )

  it.each(guarded)(
    'gets 401 invalid_token for %s %s with a token for another API, or a bad one (AT-3)',
    async (method, path) => {
      for (const token of ['elsewhere', 'bad']) {
        const response = await newsroom.call(path, { method, token })
        expect(response.status).toBe(401)
        expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
      }
    },
  )

  it.each(guarded)(
    'gets 503 for %s %s when introspection is down or refuses the API itself',
    async (method, path) => {
      for (const failure of [500, 400]) {
        issuer.failure = failure
        const response = await newsroom.call(path, { method, ...ada })
        expect(response.status).toBe(503)
        expect(response.headers.get('www-authenticate')).toBeNull()
      }
    },
  )

  it('gets 503 when the issuer is gone, and what they asked for once it is back (OPS-1)', async () => {
    issuer.failure = 503
    expect((await newsroom.call('/api/feed', ada)).status).toBe(503)
    issuer.failure = undefined
    expect((await newsroom.call('/api/feed', ada)).status).toBe(200)
  })
})

describe('every answer', () => {
  it('says what may be kept of it, and what it is', async () => {
    expect((await newsroom.call('/api/news')).headers.get('cache-control')).toBe('public, no-cache')
    for (const path of ['/api/feed', '/api/topics', '/api/quote', '/api/nothing']) {
      for (const options of [ada, {}]) {
        const { headers } = await newsroom.call(path, options)
        expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual([
          'no-store',
          'nosniff',
        ])
      }
    }
  })

  it('is 404 as a problem where there is nothing, for those who are let in', async () => {
    const response = await newsroom.call('/api/nothing', ada)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND', type: 'about:blank' })
  })

  it('leaves a line in the log that has neither token nor secret nor query (AUD-2)', async () => {
    await newsroom.call('/api/feed?access_token=canary-query', { token: 'of-ada-canary' })
    await newsroom.call('/api/feed', { token: 'of-ada-canary' })
    await newsroom.call('/api/feed', { token: 'bad-canary' })
    issuer.failure = 400
    await newsroom.call('/api/feed', { token: 'of-bob-canary' })
    const log = newsroom.lines.join('')
    expect(log).toContain('/api/feed')
    expect(log).toContain('credential_refused')
    expect(log).not.toContain('canary')
  })

  it('is 500 without a word of why when something breaks, and the log has the reason (AUD-5)', async () => {
    numbers.push(99)
    const response = await newsroom.call('/api/quote', ada)
    const body = (await response.json()) as Record<string, unknown>
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Something went wrong on our side.',
      status: 500,
      code: 'INTERNAL',
      correlation: expect.any(String),
    })
    const line = newsroom.lines.map((one) => JSON.parse(one)).find((one) => one.event === 'api.failed')
    expect(line).toMatchObject({
      reqId: body['correlation'],
      err: { message: 'the random number is out of range' },
    })
  })
})
