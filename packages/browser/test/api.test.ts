import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPostern } from '../src/postern.ts'
import { aSession, json, problem, scriptedGateway } from './scripted-gateway.ts'

const refusal = () => new Response('no', { status: 401 })

describe('a call to the API', () => {
  it('carries the CSRF header, the init and the body of the caller, and stays on the origin (CSRF-1)', async () => {
    const gateway = scriptedGateway({ 'PUT /api/topics?x=1': json({ ok: true }) })
    const postern = createPostern(gateway.surroundings)
    const response = await postern.api('/api/topics?x=1#part', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"topics":[]}',
    })
    expect(await response.json()).toEqual({ ok: true })
    const [request] = gateway.seen
    expect(request?.headers.get('postern-csrf')).toBe('1')
    expect(request?.headers.get('content-type')).toBe('application/json')
    expect(request?.init).toMatchObject({ mode: 'same-origin', credentials: 'same-origin' })
    expect(request?.body).toEqual({ topics: [] })
  })

  it('does not let the caller take the guards off', async () => {
    const gateway = scriptedGateway({ 'GET /api/news': json({}) })
    const init = { headers: { 'Postern-CSRF': '0' }, mode: 'cors', credentials: 'include' }
    await createPostern(gateway.surroundings).api('/api/news', init)
    expect(gateway.seen[0]?.headers.get('postern-csrf')).toBe('1')
    expect(gateway.seen[0]?.init).toMatchObject({ mode: 'same-origin', credentials: 'same-origin' })
  })

  it.each([
    'https://evil.example/api',
    '//evil.example/api',
    '/\\evil.example/api',
    '\\\\evil.example',
    ' https://evil.example',
    'https:\t//evil.example',
    'http://news.example/api',
    'https://news.example:444/api',
    'https://user:pass@news.example/api',
    'https://user@news.example/api',
    'https://:pass@news.example/api',
    'javascript:alert(1)',
    'data:text/plain,x',
    'blob:https://news.example/x',
    'https://',
  ])('is refused before it is sent when it would leave the origin: %j', async (address) => {
    const gateway = scriptedGateway({})
    await expect(createPostern(gateway.surroundings).api(address)).rejects.toMatchObject({
      code: 'OTHER_ORIGIN_REFUSED',
    })
    expect(gateway.calls()).toEqual([])
  })

  it('never reaches another origin, whatever the address', async () => {
    const ownPaths = fc.string().map((path) => `https://news.example/${path}`)
    const addresses = fc.oneof(
      fc.webUrl(),
      fc.string(),
      fc.stringMatching(/^[/\\:@.a-z\t\n]{0,12}$/),
      ownPaths,
    )
    await fc.assert(
      fc.asyncProperty(addresses, async (address) => {
        const reached: string[] = []
        const fetch: typeof globalThis.fetch = async (input) => {
          reached.push(new URL(String(input), 'https://news.example/deep/page').origin)
          return new Response('')
        }
        const postern = createPostern({ fetch, origin: 'https://news.example', channel: null })
        await postern.api(address).catch(() => undefined)
        expect(reached.filter((origin) => origin !== 'https://news.example')).toEqual([])
      }),
    )
  })

  it.each(['https://news.example//evil.example/x', '/.//evil.example/x', '/a/..//evil.example/x'])(
    'stays on the origin when the path itself looks like a host: %j',
    async (address) => {
      const gateway = scriptedGateway({ 'GET //evil.example/x': json({}) })
      await createPostern(gateway.surroundings).api(address)
      expect(gateway.addresses()).toEqual(['https://news.example//evil.example/x'])
    },
  )

  it('takes an absolute address of the own origin', async () => {
    const gateway = scriptedGateway({ 'GET /api/news': json({}) })
    await createPostern(gateway.surroundings).api(new URL('https://news.example/api/news'))
    expect(gateway.calls()).toEqual(['GET /api/news'])
  })

  it.each([200, 204, 403, 404, 500])('gives an answer with status %i as it is', async (status) => {
    const gateway = scriptedGateway({ 'GET /api/news': new Response(null, { status }) })
    expect((await createPostern(gateway.surroundings).api('/api/news')).status).toBe(status)
  })

  it('refuses at construction when the base is elsewhere, or the page has no origin', () => {
    const { surroundings } = scriptedGateway({})
    expect(() => createPostern({ ...surroundings, base: 'https://evil.example/auth' })).toThrow(
      'OTHER_ORIGIN_REFUSED',
    )
    expect(() => createPostern({ ...surroundings, origin: 'null' })).toThrow('OTHER_ORIGIN_REFUSED')
  })

  it('passes on an abort of the caller as what it is', async () => {
    const controller = new AbortController()
    controller.abort()
    const gateway = scriptedGateway({ 'GET /api/news': new DOMException('aborted', 'AbortError') })
    await expect(
      createPostern(gateway.surroundings).api('/api/news', { signal: controller.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('a call that is answered 401', () => {
  it('ends the session for this page when the gateway knows of none, and says so once', async () => {
    const gateway = scriptedGateway({
      'GET /auth/session': [json({ session: aSession() }), json({ session: null })],
      'GET /api/feed': problem(401, 'SESSION_GONE'),
    })
    const postern = createPostern(gateway.surroundings)
    await postern.session()
    const ends: string[] = []
    postern.onSessionEnded((end) => ends.push(end))
    const calls = [postern.api('/api/feed'), postern.api('/api/feed')]
    const outcomes = await Promise.allSettled(calls)
    expect(outcomes).toMatchObject([
      { reason: { code: 'SESSION_ENDED', status: 401, correlation: 'c-1' } },
      { reason: { code: 'SESSION_ENDED' } },
    ])
    expect(ends).toEqual(['expired'])
    expect(postern.lastSession()).toBeNull()
  })

  it('is given as it is when the user is still logged in: the API refused, not the gateway', async () => {
    const gateway = scriptedGateway({
      'GET /auth/session': json({ session: aSession() }),
      'GET /api/feed': refusal(),
    })
    const response = await createPostern(gateway.surroundings).api('/api/feed')
    expect(response.status).toBe(401)
    expect(await response.text()).toBe('no')
  })

  it('is given as it is when the gateway could not be asked', async () => {
    const gateway = scriptedGateway({
      'GET /auth/session': new TypeError('offline'),
      'GET /api/feed': refusal(),
    })
    expect((await createPostern(gateway.surroundings).api('/api/feed')).status).toBe(401)
  })

  it('tells of no lost session to a page that never had one', async () => {
    const gateway = scriptedGateway({
      'GET /auth/session': json({ session: null }),
      'GET /api/feed': refusal(),
    })
    const postern = createPostern(gateway.surroundings)
    const ends: string[] = []
    postern.onSessionEnded((end) => ends.push(end))
    await expect(postern.api('/api/feed')).rejects.toMatchObject({ code: 'SESSION_ENDED' })
    expect(ends).toEqual([])
  })

  it('is no surprise while the user logs out', async () => {
    const slow = Promise.withResolvers<Response>()
    const gateway = scriptedGateway({
      'GET /auth/session': [json({ session: aSession() }), json({ session: null })],
      'DELETE /auth/session': slow.promise,
      'GET /api/feed': problem(401, 'SESSION_GONE'),
    })
    const postern = createPostern(gateway.surroundings)
    await postern.session()
    const ends: string[] = []
    postern.onSessionEnded((end) => ends.push(end))
    const leaving = postern.logout()
    await expect(postern.api('/api/feed')).rejects.toMatchObject({ code: 'SESSION_ENDED' })
    slow.resolve(new Response(null, { status: 204 }))
    await leaving
    expect(ends).toEqual([])
  })
})
