import { describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import { answersIn, head, untilClosed } from './support/raw.ts'
import { startGateway } from './support/start-gateway.ts'

async function aProxy() {
  const service = await aService()
  const methods = ['GET', 'HEAD', 'POST', 'OPTIONS']
  const { port, log } = await startGateway({
    config: { routes: [{ path: '/api', upstream: service.origin, methods }] },
  })
  return { port, service, log }
}

const get = (...lines: string[]): string => `${head('GET /api/first HTTP/1.1', ...lines)}\r\n`
const post = (...lines: string[]): string => `${head('POST /api/first HTTP/1.1', ...lines)}\r\n`
const smuggled = `${head('GET /api/smuggled HTTP/1.1')}\r\n`
const chunked = `0\r\n\r\n`
const lf = (text: string): string => text.replaceAll('\r\n', '\n')

const lengthAndCoding = [
  'Transfer-Encoding: chunked',
  'Transfer-Encoding:chunked',
  'transfer-encoding: CHUNKED',
  'Transfer-Encoding:\tchunked',
  'Transfer-Encoding: chunked ',
  'Transfer-Encoding: identity',
  'Transfer-Encoding: xchunked',
  'Transfer-Encoding:',
].flatMap((coding) => [
  [`a length, then ${JSON.stringify(coding)}`, `${post('Content-Length: 5', coding)}${chunked}`],
  [`${JSON.stringify(coding)}, then a length`, `${post(coding, 'Content-Length: 5')}${chunked}`],
])

const codings = [
  'xchunked',
  'identity',
  'chunked, identity',
  'gzip',
  'gzip, chunked',
  'chunked, chunked',
  'chunked\r\nTransfer-Encoding: chunked',
  'chunked\r\nTransfer-Encoding: identity',
  'identity\r\nTransfer-Encoding: chunked',
  '"chunked"',
  "'chunked'",
  'chunked;q=1',
  'chunked\0',
  '\x0bchunked',
  'chunked\r\n\tx',
  ',chunked',
  'cow',
].map((coding) => [
  `the coding ${JSON.stringify(coding)}`,
  `${post(`Transfer-Encoding: ${coding}`)}${chunked}`,
])

const lengths = [
  '5\r\nContent-Length: 6',
  '5\r\nContent-Length: 5',
  '5, 5',
  '5 5',
  '+5',
  '-5',
  '0x5',
  '5.0',
  '5a',
  '1e1',
  '',
  'five',
  '99999999999999999999999',
  '18446744073709551621',
  '５',
].map((length) => [`the length ${JSON.stringify(length)}`, `${post(`Content-Length: ${length}`)}hello`])

const chunks = [
  'xyz\r\n\r\n',
  '-1\r\n\r\n',
  '+1\r\nx\r\n0\r\n\r\n',
  '0x1\r\nx\r\n0\r\n\r\n',
  ' 1\r\nx\r\n0\r\n\r\n',
  '1\nx\r\n0\r\n\r\n',
  '1\r\nx\n0\r\n\r\n',
  '1\rx\r\n0\r\n\r\n',
  '1\r\nxyz\r\n0\r\n\r\n',
  '1;\nx\r\n0\r\n\r\n',
  '1;a=b\nx\r\n0\r\n\r\n',
  '1;a\rb\r\nx\r\n0\r\n\r\n',
  '1;\0\r\nx\r\n0\r\n\r\n',
  'fffffffffffffffff\r\nx\r\n0\r\n\r\n',
  '0\r\nContent Length: 5\r\n\r\n',
  '0\r\n X: folded\r\n\r\n',
].map((body) => [`the chunk ${JSON.stringify(body)}`, `${post('Transfer-Encoding: chunked')}${body}`])

const lines = [
  'Content-Length : 5',
  'Transfer-Encoding : chunked',
  'Content-Length\t: 5',
  ' Content-Length: 5',
  'X-A: b\r\n folded',
  'X-A: b\r\n\tfolded',
  'X-A: b\rContent-Length: 5',
  'X-A: b\nContent-Length: 5',
  'X-A: b\0c',
  'X-\0A: b',
  'X(A): b',
  'X A: b',
  'no colon',
  ': no name',
  'X-A\x7f: b',
  'X-\u00e9: b',
].map((line) => [`the line ${JSON.stringify(line)}`, post(line)])

const firstLines = [
  'GET /api/first',
  'GET /api/first HTTP/0.9',
  'GET /api/first HTTP/2.0',
  'GET /api/first HTTP/1.2',
  'GET /api/first HTTP/1.10',
  'GET /api/first HTTP/01.1',
  'GET /api/first HTTP/1.1x',
  'GET /api/first http/1.1',
  'GET /api/first ICE/1.0',
  'GET /api/first RTSP/1.0',
  'GET\t/api/first\tHTTP/1.1',
  'GET /api/fir st HTTP/1.1',
  'GET /api/fir\tst HTTP/1.1',
  'GET /api/fir\0st HTTP/1.1',
  'GET /api/first\x0bx HTTP/1.1',
  'get /api/first HTTP/1.1',
  'G\0T /api/first HTTP/1.1',
  'GET\r /api/first HTTP/1.1',
  'SMUGGLE /api/first HTTP/1.1',
  'GET http://localhost:8080/api/first HTTP/1.1',
  'GET http://evil.example/api/first HTTP/1.1',
  'GET //evil.example/api/first HTTP/1.1',
  'GET localhost:8080 HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'CONNECT localhost:8080 HTTP/1.1',
  'CONNECT /api/first HTTP/1.1',
  'PRI * HTTP/2.0',
  'GET /api/first\nHTTP/1.1',
].map((line) => [`the first line ${JSON.stringify(line)}`, `${head(line)}\r\n`])

const rest = [
  ['bare line feeds throughout', lf(get())],
  ['a bare line feed behind the first line', get().replace('\r\n', '\n')],
  ['a bare line feed at the end of the head', get().replace(/\r\n$/, '\n')],
  ['a bare carriage return at the end of a line', get().replace('\r\n', '\r')],
  ['a coding in HTTP/1.0', `${head('POST /api/first HTTP/1.0', 'Transfer-Encoding: chunked')}\r\n${chunked}`],
  [
    'a coding and nothing else in HTTP/1.0',
    `${head('POST /api/first HTTP/1.0', 'Transfer-Encoding: x')}\r\n`,
  ],
  ['two hosts', get('Host: localhost:8080')],
  ['another host', get().replace('Host: localhost:8080', 'Host: evil.example')],
  ['no host', get().replace('Host: localhost:8080\r\n', '')],
  ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a TLS hello', '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03'],
  ['a proxy line', `PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n${get()}`],
]

describe('framing that two programs could read differently (PROXY-7)', () => {
  it.each([...lengthAndCoding, ...codings, ...lengths, ...chunks, ...lines, ...firstLines, ...rest] as [
    string,
    string,
  ][])('is refused and the connection closed: %s', async (_, text) => {
    const { port, service } = await aProxy()
    const answer = await untilClosed(port, text + smuggled)
    expect(answer).toMatch(/^HTTP\/1\.1 (?:400|421) /)
    expect(answersIn(answer)).toBe(1)
    expect(answer.toLowerCase()).toMatch(/^connection: close\r$/m)
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff')
    expect(answer).toContain('application/problem+json')
    expect(service.requests).toEqual([])
  })

  it('is refused behind a good request, whose answer comes first, and nothing behind it is served', async () => {
    const { port, service } = await aProxy()
    const answer = await untilClosed(port, get(), (text, socket) => {
      if (answersIn(text) === 1 && text.endsWith('ok'))
        socket.write(`${post('Content-Length: +5')}${smuggled}`)
    })
    expect(answersIn(answer)).toBe(2)
    expect(answer).toContain('HTTP/1.1 400 ')
    expect(service.requests.map(({ url }) => url)).toEqual(['/api/first'])
  })

  it('closes a connection on which it follows a request that is not answered yet, without a word', async () => {
    const { port, service } = await aProxy()
    const answer = await untilClosed(port, `${get()}${get()}${post('Content-Length: +5')}${smuggled}`)
    expect(answer).toBe('')
    expect(service.requests.filter(({ url }) => url === '/api/smuggled')).toEqual([])
  })
})

describe('framing that has one reading', () => {
  it.each([
    ['chunks with extensions', '5;a=b;c="d"\r\nhello\r\n0\r\n\r\n', 'hello'],
    ['chunks with trailers', '5\r\nhello\r\n0\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n', 'hello'],
    ['a chunk size with zeros before it', '0005\r\nhello\r\n0\r\n\r\n', 'hello'],
    ['an empty chunked body', '0\r\n\r\n', ''],
  ])('reaches the service in a framing of ours: %s', async (_, body, expected) => {
    const { port, service } = await aProxy()
    const answer = await untilClosed(
      port,
      `${post('Transfer-Encoding: chunked', 'Trailer: X-Forwarded-For', 'Connection: close')}${body}`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(service.requests).toMatchObject([{ url: '/api/first', body: expected }])
    expect(JSON.stringify(service.requests)).not.toMatch(/6\.6\.6\.6|trailer/i)
  })

  it('keeps requests apart that follow each other without waiting, and answers them in order', async () => {
    const { port, service } = await aProxy()
    const last = `${head('GET /api/last HTTP/1.1', 'Connection: close')}\r\n`
    const text = `${post('Content-Length: 05')}hello${get()}${post('Transfer-Encoding: chunked')}3\r\nabc\r\n0\r\n\r\n${last}`
    const answer = await untilClosed(port, text)
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(Array(4).fill('HTTP/1.1 200'))
    expect(service.requests.map(({ method, body }) => `${method} ${body}`).toSorted()).toEqual([
      'GET ',
      'GET ',
      'POST abc',
      'POST hello',
    ])
  })

  it('is served in HTTP/1.0 too, which load balancers still speak', async () => {
    const { port, service } = await aProxy()
    const answer = await untilClosed(port, `${head('GET /api/first HTTP/1.0')}\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(service.requests).toHaveLength(1)
  })

  it('is not upgraded by a word alone: without Connection it is a request as any other', async () => {
    const { port, service } = await aProxy()
    const answer = await untilClosed(
      port,
      get('Upgrade: h2c', 'HTTP2-Settings: AAMAAABk', 'Connection: close'),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(JSON.stringify(service.requests[0]?.headers)).not.toMatch(/h2c|http2-settings/)
  })

  it.each(['h2c', 'websocket', 'TLS/1.0', 'foo'])(
    'is not upgraded to %s (501), and closed',
    async (protocol) => {
      const { port, service } = await aProxy()
      const upgrade = get('Connection: Upgrade', `Upgrade: ${protocol}`, 'Origin: http://localhost:8080')
      expect(await untilClosed(port, upgrade)).toMatch(/^HTTP\/1\.1 501 /)
      expect(service.requests).toEqual([])
    },
  )

  it('is refused as TRACE, of which nothing is echoed (PROXY-1)', async () => {
    const { port } = await aProxy()
    const answer = await untilClosed(
      port,
      `${head('TRACE /api/x HTTP/1.1', 'X-Secret: s3cret', 'Connection: close')}\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 405 /)
    expect(answer).not.toContain('s3cret')
  })

  it('may expect things that are not known: they are not passed on', async () => {
    const { port, service } = await aProxy()
    const answer = await untilClosed(port, get('Expect: 200-ok', 'Connection: close'))
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff')
    expect(service.requests[0]?.headers.expect).toBeUndefined()
  })
})
