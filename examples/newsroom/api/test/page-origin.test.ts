import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Issuer, noon, startIssuer } from './support/issuer.ts'
import { aFolder, guardOf, type Newsroom, startNewsroom } from './support/newsroom.ts'

const page = 'https://news.example'

let issuer: Issuer
let folder: ReturnType<typeof aFolder>
let newsroom: Newsroom | undefined
beforeEach(async () => {
  issuer = await startIssuer(() => noon)
  folder = aFolder()
})
afterEach(async () => {
  await newsroom?.close()
  await issuer.close()
  folder.remove()
})

const open = async (pageOrigin: string | null) =>
  (newsroom = await startNewsroom({ folder: folder.path, guard: guardOf(issuer), pageOrigin }))

const preflight = (origin: string, method = 'PUT') => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': 'authorization,content-type',
  },
})

describe('an API that one page calls by itself', () => {
  it('tells that page what it may send, without a token and without cookies (CSRF-3)', async () => {
    const { status, headers } = await (await open(page)).call('/api/topics', preflight(page))
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe(page)
    expect(headers.get('access-control-allow-headers')).toBe('authorization, content-type')
    expect(headers.get('access-control-allow-methods')).toBe('GET, PUT, POST')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })

  it.each(['/api/quote', '/api/news', '/api/nothing'])(
    'lets it read every answer, refusals included: %s',
    async (path) => {
      const { call } = await open(page)
      for (const token of ['of-ada', 'bad']) {
        const { headers } = await call(path, { token, headers: { origin: page } })
        expect(headers.get('access-control-allow-origin')).toBe(page)
        expect(headers.get('vary')).toContain('Origin')
      }
    },
  )

  it.each([
    'null',
    'https://news.example.evil.example',
    'https://evil-news.example',
    'http://news.example',
    'https://news.example:8443',
    'https://NEWS.example',
  ])('tells no other one: %s (CSRF-3)', async (origin) => {
    const { call } = await open(page)
    for (const options of [preflight(origin), { token: 'of-ada', headers: { origin } }]) {
      const { headers } = await call('/api/topics', options)
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  it('is closed to every page where none is named', async () => {
    const { call } = await open(null)
    const { status, headers } = await call('/api/topics', preflight(page))
    expect(status).toBe(401)
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })
})
