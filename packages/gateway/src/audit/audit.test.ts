import { describe, expect, it } from 'vitest'
import { createAudit } from './audit.ts'
import { createLogger } from './logger.ts'

function anAudit() {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const logger = createLogger({ level: 'error', destination, now: () => 0 })
  return { audit: createAudit(logger, { client: 'https://news.example.com' }), lines, logger }
}

describe('createAudit', () => {
  it('writes one line per event, cleaned of everything that could make another of it, and short (AUD-4)', () => {
    const { audit, lines } = anAudit()
    audit.write({
      event: 'request.target_refused',
      detail: `a\r\n{"event":"x"}\u2028\u0000\u202e${'b'.repeat(500)}`,
    })
    expect(lines).toHaveLength(1)
    const { detail } = JSON.parse(lines[0] ?? '') as { detail: string }
    expect(detail).toHaveLength(200)
    expect(detail.startsWith('a??{"event":"x"}???b')).toBe(true)
  })

  it('cleans what lies deeper, too (AUD-4)', () => {
    const { audit, lines } = anAudit()
    const missing = [{ type: 'a\n', reason: 'b\r', methods: ['c\u0007'] }]
    audit.write({ event: 'session.mint_refused', subject: 's', code: 'x', detail: 'y', missing })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      missing: [{ type: 'a?', reason: 'b?', methods: ['c?'] }],
    })
  })

  it('says where something was asked from, for whatever is written during it', async () => {
    const { audit, lines } = anAudit()
    await audit.during({ correlation: 'c', address: '192.0.2.1' }, async () => {
      await Promise.resolve()
      audit.write({ event: 'request.host_unknown' })
    })
    audit.write({ event: 'gateway.stopped' })
    const seen = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(seen.map(({ correlation, address }) => [correlation, address])).toEqual([
      ['c', '192.0.2.1'],
      [null, null],
    ])
  })
})

describe('createLogger', () => {
  it('masks what stands under the name of a secret, and keeps no message of foreign errors (CRED-4)', () => {
    const { lines, logger } = anAudit()
    logger.error({ accessToken: 'a', deep: { password: 'b' }, err: new SyntaxError('quoted canary') }, 'x')
    expect(lines.join()).not.toContain('canary')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      accessToken: '[redacted]',
      deep: { password: '[redacted]' },
      err: { name: 'SyntaxError' },
    })
  })
})
