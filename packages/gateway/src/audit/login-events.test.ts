import type { LoginEvent } from '@postern/login'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { createAudit } from './audit.ts'
import { auditRecordSchema } from './events.ts'
import { auditLoginEvents } from './login-events.ts'
import { createLogger } from './logger.ts'

function written(event: LoginEvent): readonly Record<string, unknown>[] {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const audit = createAudit(createLogger({ level: 'error', destination, now: () => 0 }), {
    client: 'https://news.example.com',
  })
  auditLoginEvents(audit, () => 'aaaaaaaaaaaaaaaa')(event)
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe("the engine's events", () => {
  it('are written where ZITADEL announces the end of an operation (DEP-2)', () => {
    const [record] = written({
      name: 'issuer.deprecation',
      operation: 'GET /v2/sessions/{id}',
      deprecation: '@1893456000',
      sunset: null,
    })
    expect(v.safeParse(auditRecordSchema('issuer.deprecation'), record).issues).toBeUndefined()
    expect(record).toMatchObject({
      operation: 'GET /v2/sessions/{id}',
      deprecation: '@1893456000',
      sunset: null,
    })
  })

  it('are not written where they are only for measuring', () => {
    const step = { flow: 'back_channel', occasion: 'login', step: 'verify_user', durationMs: 7 } as const
    expect(written({ name: 'login.step', ...step, outcome: 'done' })).toEqual([])
  })
})
