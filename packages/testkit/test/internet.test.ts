import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpRequest, HttpResponse } from '@postern/protocol'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createInternet, type Internet } from '../src/index.ts'

const origin = 'https://issuer.example'
const answer = (text: string, headers: Record<string, string> = {}): HttpResponse => ({
  status: 200,
  headers,
  body: new TextEncoder().encode(text),
})
const textOf = (response: HttpResponse): string => new TextDecoder().decode(response.body)
const get = (path: string): HttpRequest => ({ method: 'GET', url: `${origin}${path}`, headers: {} })

/** An internet with one origin that says how often it was called. */
function anInternet(): { internet: Internet; calls: () => number } {
  const internet = createInternet()
  let calls = 0
  internet.route(origin, () => {
    calls += 1
    return answer(`${calls}`)
  })
  return { internet, calls: () => calls }
}

/** A real server on loopback that answers with what it saw. */
async function aServer(status = 200, headers: Record<string, string | string[]> = {}): Promise<string> {
  const server = createServer(async (request, response) => {
    const parts: Uint8Array[] = []
    for await (const part of request) parts.push(part as Uint8Array)
    response.writeHead(status, headers)
    response.end(
      JSON.stringify({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('the in-process internet', () => {
  it('hands a request to the function of its origin', async () => {
    const internet = createInternet()
    internet.route(origin, ({ method, url }) => answer(`${method} ${url}`))
    internet.route('https://other.example', () => answer('other'))
    expect(textOf(await internet(get('/a?b=c')))).toBe('GET https://issuer.example/a?b=c')
  })

  it('reaches nothing that was not routed: not another port, scheme or host', async () => {
    const { internet } = anInternet()
    for (const url of [
      'https://issuer.example:444/',
      'http://issuer.example/',
      'https://issuer.example.evil.example/',
    ]) {
      await expect(internet({ ...get('/'), url })).rejects.toMatchObject({ code: 'ORIGIN_UNROUTED' })
    }
  })

  it('refuses requests that break the rules of a client, and routes that are no origin', async () => {
    const { internet } = anInternet()
    for (const request of [
      { headers: { Accept: 'x' } },
      { headers: { accept: 'x\r\ncookie: y' } },
      { url: '/a' },
    ]) {
      await expect(internet({ ...get('/'), ...request })).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
    }
    expect(() => internet.route(`${origin}/`, () => answer(''))).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID' }),
    )
  })

  it('follows no redirect and keeps no cookie', async () => {
    const internet = createInternet()
    internet.route(origin, () => ({ ...answer('', { location: '/next', 'set-cookie': 'a=b' }), status: 302 }))
    expect(await internet(get('/'))).toMatchObject({ status: 302, headers: { location: '/next' } })
    expect((await internet(get('/'))).headers).not.toHaveProperty('set-cookie')
    expect(internet.sent.map(({ request }) => request.headers)).toEqual([{}, {}])
  })

  it('remembers what was sent and what became of it, also when the sender zeroes its buffer', async () => {
    const { internet } = anInternet()
    const body = new TextEncoder().encode('password')
    await internet({ method: 'POST', url: `${origin}/`, headers: { accept: 'a' }, body })
    body.fill(0)
    await expect(internet({ ...get('/'), url: 'https://nowhere.example/' })).rejects.toThrow(
      'nowhere.example',
    )
    expect(internet.sent).toMatchObject([
      {
        request: { method: 'POST', headers: { accept: 'a' }, body: new TextEncoder().encode('password') },
        response: { status: 200 },
      },
      { request: { url: 'https://nowhere.example/' }, failure: { code: 'ORIGIN_UNROUTED' } },
    ])
  })

  it('passes on what a handler throws', async () => {
    const internet = createInternet()
    internet.route(origin, () => Promise.reject(new Error('of the handler')))
    await expect(internet(get('/'))).rejects.toThrow('of the handler')
  })

  it('sends nothing for a signal that has fired', async () => {
    const { internet, calls } = anInternet()
    const signal = AbortSignal.abort(new Error('too late'))
    await expect(internet({ ...get('/'), signal })).rejects.toThrow('too late')
    expect(calls()).toBe(0)
  })
})

describe('forwarding to a real server', () => {
  it('carries method, path, query, headers and body, and the origin as Host', async () => {
    const internet = createInternet()
    internet.forward(origin, await aServer(201, { 'x-twice': ['a', 'b'], 'set-cookie': ['c=d'] }))
    const response = await internet({
      method: 'POST',
      url: `${origin}/a%20b?c=d`,
      headers: { 'content-type': 'text/plain' },
      body: new TextEncoder().encode('body'),
    })
    const seen = JSON.parse(textOf(response)) as { headers: IncomingHttpHeaders }
    expect(response).toMatchObject({ status: 201, headers: { 'x-twice': 'a, b' } })
    expect(response.headers).not.toHaveProperty('set-cookie')
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/a%20b?c=d',
      body: 'body',
      headers: { host: 'issuer.example', 'content-type': 'text/plain', 'content-length': '4' },
    })
  })

  it('follows no redirect', async () => {
    const internet = createInternet()
    internet.forward(origin, await aServer(302, { location: 'https://elsewhere.example/' }))
    expect(await internet(get('/'))).toMatchObject({
      status: 302,
      headers: { location: 'https://elsewhere.example/' },
    })
  })

  it('rejects when nobody listens', async () => {
    const internet = createInternet()
    internet.forward(origin, 'http://127.0.0.1:1')
    await expect(internet(get('/'))).rejects.toThrow('ECONNREFUSED')
  })
})

describe('faults', () => {
  it('lose the next calls before the handler sees them', async () => {
    const { internet, calls } = anInternet()
    internet.lose('GET /a', { when: 'before', times: 2 })
    expect(textOf(await internet(get('/b')))).toBe('1')
    for (let call = 0; call < 2; call += 1)
      await expect(internet(get('/a?b'))).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    expect(calls()).toBe(1)
    expect(textOf(await internet(get('/a')))).toBe('2')
  })

  it('lose the answer after the handler did its work, once unless told otherwise', async () => {
    const { internet, calls } = anInternet()
    internet.lose(/^GET .*\/a/, { when: 'after' })
    await expect(internet(get('/a'))).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    expect(calls()).toBe(1)
    expect(textOf(await internet(get('/a')))).toBe('2')
  })

  it('hold calls until they are released, those that come later as well', async () => {
    const { internet, calls } = anInternet()
    const hold = internet.hold(() => true, { when: 'before', times: 3 })
    const held = [internet(get('/')), internet(get('/'))]
    await hold.reached
    expect([hold.waiting(), calls()]).toEqual([2, 0])
    hold.release()
    expect((await Promise.all(held)).map(textOf)).toEqual(['1', '2'])
    expect(textOf(await internet(get('/')))).toBe('3')
    expect(hold.waiting()).toBe(0)
  })

  it('hold answers after the handler did its work', async () => {
    const { internet, calls } = anInternet()
    const hold = internet.hold('GET /', { when: 'after' })
    const held = internet(get('/'))
    await hold.reached
    expect(calls()).toBe(1)
    hold.release()
    expect(textOf(await held)).toBe('1')
  })

  it('let a held call go when its sender gives up', async () => {
    const { internet, calls } = anInternet()
    const hold = internet.hold('GET /', { when: 'before' })
    const sender = new AbortController()
    const held = internet({ ...get('/'), signal: sender.signal })
    await hold.reached
    sender.abort(new Error('tired of waiting'))
    await expect(held).rejects.toThrow('tired of waiting')
    expect([hold.waiting(), calls()]).toEqual([0, 0])
  })

  it('answer in the place of the handler, the first that fits and no other', async () => {
    const { internet, calls } = anInternet()
    internet.answer('GET /', { ...answer('busy'), status: 429 })
    internet.answer('GET /', ({ url }) => answer(url))
    expect((await internet(get('/'))).status).toBe(429)
    expect(textOf(await internet(get('/')))).toBe(`${origin}/`)
    expect(calls()).toBe(0)
    expect(textOf(await internet(get('/')))).toBe('1')
  })
})
