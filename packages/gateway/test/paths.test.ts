import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aRawService, head, untilClosed } from './support/raw.ts'
import { startGateway } from './support/start-gateway.ts'

const words =
  '/ // \\ . .. ... /../ /./ %2e %2E%2e %2f %5C %252e %252f %25 %00 %0d%0a %c0%ae %c0%af %e0%80%ae %ef%bc%8e %ef%bc%8f %u002e %zz % ; ;a=b ' +
  '@ @evil.example :80 ? # & = * ~ %7e | [ ] { ^ ` api admin API %61pi a \u00e9 \u00ff \u0085 \u00a0 \x7f " < http://evil.example'
const pieces = fc.constantFrom('\t', ...words.split(' '))

const targets = fc
  .tuple(fc.constantFrom('/api', '/api/', '/api/x', '/', ''), fc.array(pieces, { maxLength: 8 }))
  .map(([start, parts]) => start + parts.join(''))

/** As the most lenient of services might read it: decoded again and again, every separator a slash, parameters dropped, folded. */
function readings(path: string): readonly string[] {
  const decoded = [path]
  for (let round = 0; round < 3; round += 1) decoded.push(decode(decoded.at(-1) ?? ''))
  return decoded.map((text) =>
    text
      .normalize('NFKC')
      .replaceAll('\\', '/')
      .replaceAll(/;[^/]*/g, ''),
  )
}

const decode = (text: string): string =>
  Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

/** What is wrong with a request as the service got it. */
function problemOf(received: string, ownHost: string): string | null {
  const [line = '', host] = received.split('\r\n')
  if (host !== `host: ${ownHost}`) return `another host: ${host}`
  const path = /^GET ([\x21-\x7e]+) HTTP\/1\.1$/.exec(line)?.[1]?.replace(/\?.*$/, '')
  if (path === undefined) return `not a request line: ${line}`
  const wrong = readings(path).find(
    (reading) =>
      !/^\/api(?:\/|$)/.test(reading) ||
      reading.split('/').some((segment) => segment === '.' || segment === '..') ||
      new URL(reading, 'http://service').host !== 'service',
  )
  return wrong === undefined ? null : `it can be read as ${wrong}`
}

describe('a target, whatever is written in it (PROXY-2)', () => {
  it('reaches the service of its route and nothing outside of it in any reading, or is refused', async () => {
    const service = await aRawService((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    )
    const { port } = await startGateway({ config: { routes: [{ path: '/api', upstream: service.origin }] } })
    const ownHost = new URL(service.origin).host
    const seen = { passed: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(targets, async (target) => {
        service.received.length = 0
        const answer = await untilClosed(port, `${head(`GET ${target} HTTP/1.1`, 'Connection: close')}\r\n`)
        expect(answer).toMatch(/^HTTP\/1\.1 (?:200|400|403|404) /)
        const isPassed = answer.startsWith('HTTP/1.1 200 ')
        seen[isPassed ? 'passed' : 'refused'] += 1
        expect(service.received).toHaveLength(isPassed ? 1 : 0)
        expect(service.received.map((text) => problemOf(text, ownHost)).filter(Boolean)).toEqual([])
      }),
      { numRuns: 800 },
    )
    // Neither "all are refused" nor "all pass" would show anything.
    expect(seen.passed).toBeGreaterThan(30)
    expect(seen.refused).toBeGreaterThan(30)
  }, 60_000)
})
