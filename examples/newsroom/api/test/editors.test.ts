import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { type LocalZitadel, startLocalZitadel } from '@postern/local-zitadel'
import { type TestZitadel, testZitadel } from '@postern/local-zitadel/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Article, judgedBy, openApiDocument } from '../src/index.ts'
import { aFolder, type Newsroom, startNewsroom } from './support/newsroom.ts'

let zitadel: TestZitadel
let newsroom: Newsroom
const folder = aFolder()
const draft = { headline: 'Rain', summary: 'It rains.', body: 'Much.\nStill.', topics: ['city'] }

const seeded = ({ seeded: { applications } }: LocalZitadel, name: string) => {
  const application = applications.find((one) => one.name === name)
  if (application === undefined) throw new Error(`the seed has no ${name}`)
  return application
}

beforeAll(async () => {
  zitadel = testZitadel(await startLocalZitadel())
  const { projectId, clientId, clientSecret = '' } = seeded(zitadel, 'newsroom-api')
  newsroom = await startNewsroom({
    folder: folder.path,
    guard: { issuer: zitadel.issuer, audience: projectId, ...judgedBy.basic(clientId, clientSecret), fetch },
    now: Date.now,
  })
})
afterAll(async () => {
  await newsroom?.close()
  await zitadel?.close()
  folder.remove()
})

const publish = (token: string | undefined, body: unknown) =>
  newsroom.call('/api/articles', { method: 'POST', body, ...(token === undefined ? {} : { token }) })
const front = async () =>
  ((await (await newsroom.call('/api/news')).json()) as { articles: Article[] }).articles

describe('publishing', () => {
  it('puts an article on the front page, under the name of its editor', async () => {
    const token = await zitadel.tokenFor('editor')
    const response = await publish(token, draft)
    expect(response.status).toBe(201)
    const { article } = (await response.json()) as { article: Article }
    expect(article).toEqual({
      ...draft,
      id: expect.any(String),
      author: 'Edda Editor',
      publishedAt: expect.any(Number),
    })
    expect((await front())[0]).toEqual(article)
  })

  it('is for the role editor: others get 403, strangers 401, and nothing is on the front page (AT-4)', async () => {
    const before = await front()
    const reader = await publish(await zitadel.tokenFor('mini'), draft)
    expect([reader.status, await reader.json()]).toMatchObject([403, { status: 403, code: 'ACCESS_DENIED' }])
    expect(reader.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect((await publish(undefined, draft)).status).toBe(401)
    expect(await front()).toEqual(before)
  })

  it('tells the page who may', async () => {
    const me = async (name: string) =>
      (await newsroom.call('/api/me', { token: await zitadel.tokenFor(name) })).json()
    expect(await me('editor')).toMatchObject({ name: 'Edda Editor', mayPublish: true })
    expect(await me('mini')).toMatchObject({ name: 'Mini Reader', mayPublish: false })
  })

  it.each([
    ['no headline', { headline: '' }],
    ['a headline of spaces', { headline: '   ' }],
    ['a headline of two lines', { headline: 'a\nb' }],
    ['too long a headline', { headline: 'x'.repeat(121) }],
    ['too long a summary', { summary: 'x'.repeat(301) }],
    ['too long a text', { body: 'x'.repeat(8_001) }],
    ['a zero character', { body: 'a\u0000b' }],
    ['half a character', { summary: 'a\ud800' }],
    ['no topic', { topics: [] }],
    ['an unknown topic', { topics: ['gossip'] }],
    ['an author of its own', { author: 'Somebody Else' }],
    ['an id of its own', { id: 'night-ferry' }],
    ['a number for a text', { body: 7 }],
  ])('refuses %s, and publishes nothing', async (_, changes) => {
    const before = await front()
    const response = await publish(await zitadel.tokenFor('editor'), { ...draft, ...changes })
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'ARTICLE_INVALID' }])
    expect(await front()).toEqual(before)
  })

  it('takes what is as long as it may be', async () => {
    const longest = {
      headline: 'x'.repeat(120),
      summary: 'x'.repeat(300),
      body: 'x'.repeat(8_000),
      topics: ['city'],
    }
    expect((await publish(await zitadel.tokenFor('editor'), longest)).status).toBe(201)
  })

  it('keeps what it takes to the letter, and answers nothing but 201 and 400, whatever is sent', async () => {
    const token = await zitadel.tokenFor('editor')
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom("'; DROP TABLE article; --", '<script>'),
    )
    await fc.assert(
      fc.asyncProperty(text, text, text, async (headline, summary, body) => {
        const response = await publish(token, { headline, summary, body, topics: ['sport'] })
        expect([201, 400]).toContain(response.status)
        const shown = response.status === 201 ? (await front())[0] : { headline, summary, body }
        expect(shown).toMatchObject({ headline, summary, body })
      }),
      { numRuns: 40 },
    )
  })
})

describe('the description of the API', () => {
  it('is served to everyone, and is the file beside the source', async () => {
    const response = await newsroom.call('/api/openapi.json')
    const kept: unknown = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'))
    expect([response.status, await response.json()]).toEqual([200, kept])
    expect(kept).toEqual(await openApiDocument())
  })

  it('names every route, who may call it, and the shape of errors', async () => {
    const { paths } = (await openApiDocument()) as {
      paths: Record<string, Record<string, { security?: unknown; responses: Record<string, unknown> }>>
    }
    const calls = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { security }]) => `${method} ${path}${security ? ' public' : ''}`,
      ),
    )
    expect(calls.toSorted()).toEqual([
      'get /api/feed',
      'get /api/me',
      'get /api/news public',
      'get /api/quote',
      'get /api/topics',
      'post /api/articles',
      'put /api/topics',
    ])
    for (const methods of Object.values(paths))
      for (const { responses } of Object.values(methods)) expect(responses).toHaveProperty('default')
  })
})

describe("the guard's README", () => {
  it('shows the file by which this API is guarded, as it is and in 30 lines at most', () => {
    const file = readFileSync(new URL('../src/guard.ts', import.meta.url), 'utf8')
    const readme = readFileSync(new URL('../../../../packages/guard/README.md', import.meta.url), 'utf8')
    expect(file.trimEnd().split('\n').length).toBeLessThanOrEqual(30)
    expect(readme).toContain(`\`\`\`ts\n${file}\`\`\``)
  })
})
