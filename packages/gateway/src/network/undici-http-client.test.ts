import { Agent, MockAgent } from 'undici'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aService } from '../../test/support/a-service.ts'
import { GatewayError } from '../errors.ts'
import { undiciHttpClient } from './undici-http-client.ts'

function aClient(options: Partial<Parameters<typeof undiciHttpClient>[0]> = {}) {
  const dispatcher = new Agent()
  onTestFinished(() => dispatcher.destroy())
  return undiciHttpClient({ dispatcher, allowHttpLoopbackOnly: true, ...options })
}

describe('undiciHttpClient', () => {
  it('sends octets and gives octets, headers in lower case, without cookies', async () => {
    const service = await aService((request, response) => {
      response.setHeader('Set-Cookie', 'a=b')
      response.setHeader('X-Two', ['1', '2'])
      request.pipe(response)
    })
    const body = new TextEncoder().encode('{"password":"ä"}')
    const answer = await aClient()({
      method: 'POST',
      url: `${service.origin}/x?y=z`,
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual(body)
    expect(answer.headers['x-two']).toBe('1, 2')
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(service.requests).toMatchObject([{ method: 'POST', url: '/x?y=z', body: '{"password":"ä"}' }])
  })

  it('sends the very buffer that it was given', async () => {
    const seen: unknown[] = []
    const mock = new MockAgent()
    mock.disableNetConnect()
    mock
      .get('https://id.example.com')
      .intercept({ path: '/', method: 'POST' })
      .reply(({ body }) => {
        seen.push(body)
        return { statusCode: 200, data: '' }
      })
    const body = new TextEncoder().encode('secret')
    await aClient({ dispatcher: mock })({ method: 'POST', url: 'https://id.example.com/', headers: {}, body })
    expect(seen[0]).toBe(body)
  })

  it('never follows a redirect', async () => {
    const service = await aService((_, response) => response.writeHead(302, { location: '/elsewhere' }).end())
    const answer = await aClient()({ method: 'GET', url: `${service.origin}/x`, headers: {} })
    expect([answer.status, answer.headers['location'], service.requests.length]).toEqual([
      302,
      '/elsewhere',
      1,
    ])
  })

  it.each([
    ['http://id.example.com/', true],
    ['http://127.0.0.1:1/', false],
    ['http://localhost.evil.example/', true],
    ['ftp://127.0.0.1/', true],
    ['https://user:pass@id.example.com/', true],
    ['not a URL', true],
  ])('refuses %s before anything is sent (DISC-2)', async (url, allowHttpLoopbackOnly) => {
    const client = aClient({ allowHttpLoopbackOnly })
    const error = await client({ method: 'GET', url, headers: {} }).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(GatewayError)
    expect(error).toMatchObject({ code: 'ISSUER_ADDRESS_UNSAFE' })
  })

  it('holds answers to their limit, on both sides', async () => {
    const service = await aService(({ url = '' }, response) => response.end('x'.repeat(Number(url.slice(1)))))
    const client = aClient({ answerBytes: 1000 })
    const get = (length: number) => client({ method: 'GET', url: `${service.origin}/${length}`, headers: {} })
    expect((await get(1000)).body).toHaveLength(1000)
    await expect(get(1001)).rejects.toMatchObject({ code: 'ISSUER_ANSWER_TOO_LARGE' })
  })

  it('stops when it is told to', async () => {
    const reached = Promise.withResolvers<void>()
    const service = await aService(() => reached.resolve())
    const stop = new AbortController()
    const answer = aClient()({ method: 'GET', url: service.origin, headers: {}, signal: stop.signal })
    await reached.promise
    stop.abort()
    await expect(answer).rejects.toThrow(/abort/i)
  })

  it('never sends what was stopped while it waited for a connection, or before', async () => {
    const reached = Promise.withResolvers<void>()
    const answering = Promise.withResolvers<void>()
    const service = await aService(async (request, response) => {
      reached.resolve()
      await answering.promise
      response.end(request.url)
    })
    const dispatcher = new Agent({ connections: 1, pipelining: 1 })
    onTestFinished(() => dispatcher.destroy())
    const client = aClient({ dispatcher })
    const get = (path: string, signal?: AbortSignal) =>
      client({ method: 'GET', url: `${service.origin}${path}`, headers: {}, ...(signal && { signal }) })
    const first = get('/first')
    await reached.promise
    const stop = new AbortController()
    const waiting = get('/waiting', stop.signal)
    stop.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(get('/late', stop.signal)).rejects.toThrow('enough')
    answering.resolve()
    expect((await first).status).toBe(200)
    expect((await get('/last')).status).toBe(200)
    expect(service.requests.map(({ url }) => url)).toEqual(['/first', '/last'])
  })

  it('gives nothing of an answer that broke off in the middle', async () => {
    const service = await aService((_, response) => {
      response.writeHead(200, { 'content-length': '10' })
      response.write('half')
      setImmediate(() => response.destroy())
    })
    await expect(aClient()({ method: 'GET', url: service.origin, headers: {} })).rejects.toThrow(
      /closed|terminated|reset/i,
    )
  })

  it('rejects when there is no answer', async () => {
    await expect(aClient()({ method: 'GET', url: 'http://127.0.0.1:1/', headers: {} })).rejects.toThrow(
      /ECONNREFUSED/,
    )
  })
})
