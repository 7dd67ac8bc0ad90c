import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import { aRawService, head, untilClosed } from './support/raw.ts'
import { startGateway } from './support/start-gateway.ts'

const answer = (first: string, ...lines: string[]): string => [first, ...lines, '', ''].join('\r\n')
const good = answer('HTTP/1.1 200 OK', 'Content-Length: 4') + 'good'

/** A service that answers the first request so and every other one well. */
async function aProxy(first: string | ((socket: Socket) => void), change: object = {}) {
  let requests = 0
  const service = await aRawService((socket, received) => {
    if (!/^[A-Z]+ \/api/.test(received)) return
    requests += 1
    if (requests > 1) socket.write(good)
    else if (typeof first === 'string') socket.write(first, 'latin1')
    else first(socket)
  })
  const gateway = await startGateway({
    config: { routes: [{ path: '/api', upstream: service.origin, connections: 1, ...change }] },
  })
  const get = (...lines: string[]): Promise<string> =>
    untilClosed(gateway.port, `${head('GET /api/x HTTP/1.1', 'Connection: close', ...lines)}\r\n`)
  return { ...gateway, service, get, requests: () => requests, page: gateway.browser() }
}

const ok = 'HTTP/1.1 200 OK'

describe('an answer of a service that is none', () => {
  it.each([
    ['another protocol', '220 smtp.example ESMTP\r\n'],
    ['HTTP/0.9', 'just text'],
    ['a status that is no number', 'HTTP/1.1 abc OK\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['two lengths', answer(ok, 'Content-Length: 4', 'Content-Length: 5') + 'good'],
    ['a length and a coding', answer(ok, 'Content-Length: 4', 'Transfer-Encoding: chunked') + '0\r\n\r\n'],
    ['a length that is none', answer(ok, 'Content-Length: four') + 'good'],
    ['a negative length', answer(ok, 'Content-Length: -4') + 'good'],
    ['a length beyond all numbers', answer(ok, 'Content-Length: 99999999999999999999999') + 'good'],
    ['a folded line', answer(ok, 'X-A: b', ' c', 'Content-Length: 0')],
    ['a NUL in a header', answer(ok, 'X-A: b\0c', 'Content-Length: 0')],
    ['a carriage return in a header', answer(ok, 'X-A: b\rSet-Cookie: a=b', 'Content-Length: 0')],
    ['a space before the colon', answer(ok, 'X-A : b', 'Content-Length: 0')],
    ['an unasked 101', answer('HTTP/1.1 101 Switching Protocols', 'Upgrade: x', 'Connection: Upgrade')],
    ['half an unasked 101', answer('HTTP/1.1 101 Switching Protocols')],
    ['an unasked 100', answer('HTTP/1.1 100 Continue') + good],
    ['headers beyond 16 KiB', answer(ok, `X-A: ${'x'.repeat(20_000)}`, 'Content-Length: 0')],
    ['headers without end', answer(ok, ...Array.from({ length: 3_000 }, (_, at) => `X-${at}: x`))],
    ['informational answers without end', answer('HTTP/1.1 103 Early Hints', 'Link: </a>').repeat(40) + good],
  ])('is not passed on, and the next one is served: %s', async (_, text) => {
    const { get } = await aProxy(text)
    const refused = await get()
    expect(refused).toMatch(/^HTTP\/1\.1 502 /)
    expect(refused).toMatch(/UPSTREAM_(?:UNREACHABLE|REFUSED)/)
    expect(refused).not.toMatch(/set-cookie|x-a:/i)
    expect(await get()).toMatch(/^HTTP\/1\.1 200 [\s\S]*good$/)
  })

  it.each([
    ['before a word', ''],
    ['within the first line', 'HTTP/1.1 20'],
    ['within the headers', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['behind an informational answer', answer('HTTP/1.1 103 Early Hints')],
  ])('is not passed on when the connection breaks %s', async (_, text) => {
    const { get } = await aProxy((socket) => socket.end(text))
    expect(await get()).toMatch(/^HTTP\/1\.1 502 /)
    expect(await get()).toMatch(/good$/)
  })

  it.each([
    ['a length', answer(ok, 'Content-Length: 10') + 'half', 'half'],
    ['chunks', answer(ok, 'Transfer-Encoding: chunked') + '4\r\nhalf\r\n', 'half\r\n'],
    ['half a chunk', answer(ok, 'Transfer-Encoding: chunked') + '8\r\nhalf', 'half\r\n'],
    ['a chunk that is none', answer(ok, 'Transfer-Encoding: chunked') + '4\r\nhalf\r\nzzz\r\n', 'half\r\n'],
  ])('is cut off where it breaks off, so that nobody takes it for whole: %s', async (_, text, end) => {
    const { get } = await aProxy((socket) => socket.end(text))
    const cut = await get()
    expect(cut).toMatch(/^HTTP\/1\.1 200 /)
    expect(cut.endsWith(end)).toBe(true)
    expect(await get()).toMatch(/good$/)
  })

  it('is whole when the service closes to say so, and goes on in a framing of ours', async () => {
    const { get } = await aProxy((socket) => socket.end(`${answer(ok)}until the end`))
    expect(await get()).toMatch(/transfer-encoding: chunked[\s\S]*until the end\r\n0\r\n\r\n$/i)
  })

  it('poisons no later one: what follows an answer belongs to nobody', async () => {
    const poison = answer(ok, 'Content-Length: 6') + 'poison'
    for (const first of [
      answer(ok, 'Content-Length: 2') + 'ok' + poison,
      answer(ok, 'Transfer-Encoding: chunked') + '2\r\nok\r\n0\r\n\r\n' + poison,
      answer('HTTP/1.1 204 No Content') + poison,
      answer('HTTP/1.1 304 Not Modified', 'Content-Length: 100') + poison,
    ]) {
      const { get } = await aProxy(first)
      expect(await get()).not.toContain('poison')
      expect(await get()).toMatch(/good$/)
    }
  })

  it('has no body for HEAD, whatever the service sends', async () => {
    const { port, get } = await aProxy(answer(ok, 'Content-Length: 6') + 'poison')
    const text = await untilClosed(port, `${head('HEAD /api/x HTTP/1.1', 'Connection: close')}\r\n`)
    expect(text).toMatch(/^HTTP\/1\.1 200 [\s\S]*content-length: 6[\s\S]*\r\n\r\n$/i)
    expect(await get()).toMatch(/good$/)
  })
})

describe('an answer of a service that is unusual', () => {
  it('comes behind informational ones, which are kept back', async () => {
    const { get } = await aProxy(
      answer('HTTP/1.1 103 Early Hints', 'Link: </a>; rel=preload').repeat(3) + good,
    )
    const text = await get()
    expect(text).toMatch(/^HTTP\/1\.1 200 [\s\S]*good$/)
    expect(text).not.toMatch(/103|link/i)
  })

  it('loses its trailers', async () => {
    const chunked = answer(ok, 'Transfer-Encoding: chunked', 'Trailer: Set-Cookie')
    const { get } = await aProxy(`${chunked}4\r\ngood\r\n0\r\nSet-Cookie: a=b\r\n\r\n`)
    expect(await get()).not.toMatch(/set-cookie|trailer/i)
  })

  it.each(['at once', 'when its head was seen'])(
    'keeps the octets of its headers and its body, whatever they are and however they come: %s',
    async (when) => {
      const name = Buffer.from('ä€.txt').toString('latin1')
      const first = answer(ok, `Content-Disposition: attachment; filename="${name}"`, 'Content-Length: 4')
      const body = '\u0000\u00ff\u0080\n'
      let sendBody = (): unknown => undefined
      const { port } = await aProxy((socket) => {
        sendBody = () => socket.write(body, 'latin1')
        socket.write(when === 'at once' ? first + body : first, 'latin1')
      })
      const request = `${head('GET /api/x HTTP/1.1', 'Connection: close')}\r\n`
      const text = await untilClosed(port, request, (soFar) => {
        if (soFar.endsWith('\r\n\r\n')) sendBody()
      })
      expect(text).toContain(`filename="${name}"`)
      expect(text.endsWith(`\r\n\r\n${body}`)).toBe(true)
    },
  )

  it('may come before the request is whole', async () => {
    const { page } = await aProxy(
      answer('HTTP/1.1 413 Too Large', 'Content-Length: 0', 'Connection: close'),
      {
        methods: ['POST'],
        requestBytes: 2 ** 30,
      },
    )
    const reply = await page.send({ method: 'POST', path: '/api/x', body: 'x'.repeat(3_000_000) })
    expect(reply.status).toBe(413)
  })

  it('may redirect in a loop: each step is one request of the browser (PROXY-5)', async () => {
    const service = await aService((_, response) => response.writeHead(307, { location: '/api/x' }).end())
    const { browser } = await startGateway({
      config: { routes: [{ path: '/api', upstream: service.origin }] },
    })
    for (let round = 1; round <= 3; round += 1) {
      expect((await browser().send({ path: '/api/x' })).status).toBe(307)
      expect(service.requests).toHaveLength(round)
    }
  })
})
