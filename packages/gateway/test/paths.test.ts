import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aRawService, head, untilClosed } from './support/raw.ts'
import { startGateway } from './support/start-gateway.ts'

const pieces = fc.constantFrom(
  ...[
    '/',
    '//',
    '\\',
    '.',
    '..',
    '...',
    '/../',
    '/./',
    '%2e',
    '%2E%2e',
    '%2f',
    '%5C',
    '%252e',
    '%252f',
    '%25',
  ],
  ...['%00', '%0d%0a', '%c0%ae', '%c0%af', '%e0%80%ae', '%ef%bc%8e', '%ef%bc%8f', '%u002e', '%zz', '%'],
  ...[
    ';',
    ';a=b',
    '@',
    '@evil.example',
    ':80',
    '?',
    '#',
    '&',
    '=',
    '*',
    '~',
    '%7e',
    '|',
    '[',
    ']',
    '{',
    '^',
    '`',
  ],
  ...[
    'api',
    'admin',
    'API',
    '%61pi',
    'a',
    '\u00e9',
    '\u00ff',
    '\u0085',
    '\u00a0',
    '\t',
    '\x7f',
    '"',
    '<',
    'http://evil.example',
  ],
)

const targets = fc
  .tuple(fc.constantFrom('/api', '/api/', '/api/x', '/', ''), fc.array(pieces, { maxLength: 8 }))
  .map(([start, parts]) => start + parts.join(''))

/** As the most lenient of services might read it: decoded again and again, every separator a slash, parameters dropped, folded. */
function readings(path: string): readonly string[] {
  const readings = [path]
  for (let round = 0; round < 3; round += 1) {
    const last = readings.at(-1) ?? ''
    readings.push(
      Buffer.from(
        last.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString('utf8'),
    )
  }
  return readings.map((text) =>
    text
      .normalize('NFKC')
      .replaceAll('\\', '/')
      .replaceAll(/;[^/]*/g, ''),
  )
}

describe('a target, whatever is written in it (PROXY-2)', () => {
  it('reaches the service of its route and nothing outside of it in any reading, or is refused', async () => {
    const service = await aRawService((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    )
    const { port } = await startGateway({ config: { routes: [{ path: '/api', upstream: service.origin }] } })
    const seen = { passed: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(targets, async (target) => {
        service.received.length = 0
        const answer = await untilClosed(port, `${head(`GET ${target} HTTP/1.1`, 'Connection: close')}\r\n`)
        expect(answer).toMatch(/^HTTP\/1\.1 (?:200|400|403|404) /)
        if (!answer.startsWith('HTTP/1.1 200 ')) {
          seen.refused += 1
          expect(service.received).toEqual([])
          return
        }
        seen.passed += 1
        const [line = '', host] = (service.received[0] ?? '').split('\r\n')
        expect(host).toBe(`host: ${new URL(service.origin).host}`)
        const path = /^GET ([\x21-\x7e]+) HTTP\/1\.1$/.exec(line)?.[1]?.replace(/\?.*$/, '') ?? ''
        for (const reading of readings(path)) {
          expect(reading).toMatch(/^\/api(?:\/|$)/)
          expect(reading.split('/')).not.toContain('..')
          expect(reading.split('/')).not.toContain('.')
          expect(new URL(reading, 'http://service').host).toBe('service')
        }
      }),
      { numRuns: 1_500 },
    )
    // Neither "all are refused" nor "all pass" would show anything.
    expect(seen.passed).toBeGreaterThan(100)
    expect(seen.refused).toBeGreaterThan(100)
  }, 60_000)
})
