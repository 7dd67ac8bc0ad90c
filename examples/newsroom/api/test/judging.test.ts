import { defaultSeed, startLocalZitadel } from '@postern/local-zitadel'
import { type TestZitadel, testZitadel } from '@postern/local-zitadel/testing'
import { secureRandom } from '@postern/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { judgedBy } from '../src/index.ts'
import { aFolder, type Newsroom, startNewsroom } from './support/newsroom.ts'

/** The seed of `npm start`, and a page that gets JWTs. */
function seedWithJwts() {
  const seed = defaultSeed()
  const page = seed.project?.applications?.find(({ name }) => name === 'newsroom-spa')
  if (seed.project === undefined || page === undefined) throw new Error('the seed has no newsroom-spa')
  const withJwts = { ...page, name: 'jwt-spa', accessTokenType: 'jwt', accessTokenRoleAssertion: true }
  return {
    ...seed,
    project: {
      ...seed.project,
      applications: [...(seed.project.applications ?? []), withJwts as typeof page],
    },
  }
}

let zitadel: TestZitadel
let newsroom: Newsroom | undefined
const folder = aFolder()
beforeAll(async () => {
  zitadel = testZitadel(await startLocalZitadel({ seed: seedWithJwts() }))
})
afterEach(async () => {
  await newsroom?.close()
  newsroom = undefined
})
afterAll(async () => {
  await zitadel?.close()
  folder.remove()
})

const seeded = (name: string) => {
  const application = zitadel.seeded.applications.find((one) => one.name === name)
  if (application === undefined) throw new Error(`the seed has no ${name}`)
  return application
}
const open = async (judging: object) => {
  const audience = seeded('newsroom-api').projectId
  const guard = { issuer: zitadel.issuer, audience, ...judging, fetch }
  newsroom = await startNewsroom({ folder: folder.path, guard, now: Date.now })
  return newsroom
}
const statusOf = async ({ call }: Newsroom, token: string, path = '/api/feed') =>
  (await call(path, { token })).status
const audienceScope = () => `urn:zitadel:iam:org:project:id:${seeded('newsroom-api').projectId}:aud`
const basic = () => judgedBy.basic(seeded('newsroom-api').clientId, seeded('newsroom-api').clientSecret ?? '')
const key = () => judgedBy.key(seeded('newsroom-api-jwt').key, secureRandom)

describe.each([
  ['a secret', basic],
  ['a key', key],
])('an API that asks ZITADEL by %s', (_, judging) => {
  it('lets its users in, whatever kind of token they bring, until ZITADEL has ended the session', async () => {
    const api = await open({ ...judging(), cache: { maxAgeSeconds: 0 } })
    for (const app of ['newsroom-spa', 'jwt-spa']) {
      const { accessToken, sessionId } = await zitadel.tokensFor('mini', { app })
      expect(await statusOf(api, accessToken)).toBe(200)
      await fetch(`${zitadel.issuer}/v2/sessions/${sessionId}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${zitadel.seeded.loginClientPat.trim()}` },
      })
      expect(await statusOf(api, accessToken)).toBe(401)
    }
  })

  it('lets in by a login of another project only where that login asked for this one (AT-3)', async () => {
    const api = await open(judging())
    const app = 'reading-room-spa'
    expect(await statusOf(api, await zitadel.tokenFor('mini', { app }))).toBe(401)
    const asked = await zitadel.tokenFor('mini', { app, scope: ['openid', audienceScope()] })
    expect(await statusOf(api, asked)).toBe(200)
  })

  it('counts the roles of its own project (AT-4)', async () => {
    const api = await open(judging())
    const mayPublish = async (token: string) =>
      (await (await api.call('/api/me', { token })).json()) as { mayPublish: boolean }
    expect(await mayPublish(await zitadel.tokenFor('editor'))).toMatchObject({ mayPublish: true })
    const elsewhere = await zitadel.newUser({ roles: ['editor'], app: 'reading-room-spa' })
    const token = await zitadel.tokenFor(elsewhere.loginName, {
      app: 'reading-room-spa',
      scope: ['openid', audienceScope()],
    })
    expect(await mayPublish(token)).toMatchObject({ mayPublish: false })
  })

  it('answers 503 where its own credential is wrong, and sends nobody to log in again', async () => {
    const wrong =
      judging === basic
        ? judgedBy.basic(seeded('newsroom-api').clientId, 'not the secret')
        : judgedBy.key({ ...seeded('newsroom-api-jwt').key, keyId: '1' }, secureRandom)
    const api = await open(wrong)
    expect(await statusOf(api, await zitadel.tokenFor('mini'))).toBe(503)
  })
})

describe('an API that judges tokens by their signature', () => {
  it('takes JWTs with their roles, and neither opaque tokens nor ID tokens', async () => {
    const api = await open(judgedBy.jwt())
    const { accessToken, idToken = '' } = await zitadel.tokensFor('editor', { app: 'jwt-spa' })
    expect(await statusOf(api, accessToken)).toBe(200)
    const published = await api.call('/api/articles', {
      token: accessToken,
      method: 'POST',
      body: { headline: 'A', summary: 'B', body: 'C', topics: ['city'] },
    })
    // Such a token says no name.
    expect([published.status, await published.json()]).toMatchObject([
      201,
      { article: { author: 'An editor' } },
    ])
    expect(await statusOf(api, idToken)).toBe(401)
    expect(await statusOf(api, await zitadel.tokenFor('mini', { app: 'newsroom-spa' }))).toBe(401)
    expect(await statusOf(api, await zitadel.tokenFor('mini', { app: 'jwt-spa' }), '/api/topics')).toBe(200)
  })

  it('refuses a JWT whose signature was changed (JOSE-1)', async () => {
    const api = await open(judgedBy.jwt())
    const token = await zitadel.tokenFor('mini', { app: 'jwt-spa' })
    const [head = '', claims = '', signature = ''] = token.split('.')
    const bent = `${head}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    expect(await statusOf(api, bent)).toBe(401)
  })
})
