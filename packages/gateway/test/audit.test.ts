import { LoginError } from '@postern/login'
import { findCanary } from '@postern/testkit'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { type AuditEventName, auditEvents, auditRecordSchema } from '../src/index.ts'
import { aService } from './support/a-service.ts'
import { ada, startGateway, type TestGateway, totpUser } from './support/start-gateway.ts'

/** Goes through successes and failures of every kind, with secrets that can be searched for. */
async function aDay(): Promise<TestGateway & { readonly replies: string[] }> {
  const service = await aService((_, response) =>
    response.writeHead(302, { location: 'https://evil.example/' }).end(),
  )
  const gateway = await startGateway({
    config: {
      routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }],
      attempts: { perNameAndAddress: { tries: 3, windowSeconds: 60 } },
      session: { idleSeconds: 86_400 },
    },
  })
  const replies: string[] = []
  const note = <R extends { text: string; headers: object }>(reply: R): R => {
    replies.push(reply.text + JSON.stringify(reply.headers))
    return reply
  }
  const page = gateway.browser()
  const { engine, clock } = gateway
  engine.users.push({
    ...totpUser,
    loginName: 'canary@example.com',
    password: 'canary-password-1',
    code: 'canary-code-1',
  })
  const canary = { loginName: 'canary@example.com', password: 'canary-password-1' }
  note(await page.logIn({ ...canary, password: 'canary-password-2' }))
  note(await page.logIn(canary))
  note(await page.prove({ method: 'totp', code: 'canary-code-2' }))
  note(await page.prove({ method: 'totp', code: 'canary-code-1' }))
  engine.beforeProof = async () => {
    throw new Error(
      `cannot parse {"password":"canary-password-1","token":"${engine.tokens[0]}"} "canary-password-1"`,
    )
  }
  note(await gateway.browser().logIn(canary))
  engine.beforeProof = async () => undefined
  for (let tries = 0; tries < 4; tries += 1)
    note(await gateway.browser().logIn({ ...canary, password: 'canary-password-2' }))
  note(
    await gateway
      .browser()
      .send({ method: 'POST', path: '/auth/login/proof', body: '{"password":"canary-password-1' }),
  )
  note(await page.send({ path: '/api/x' }))
  note(await page.send({ path: '/api/../x?password=canary-password-1' }))
  note(await page.send({ method: 'PUT', path: '/api/x' }))
  note(await page.send({ path: '/api/x', headers: { 'postern-csrf': undefined } }))
  clock.advance(12 * 3600_000)
  engine.onRenew = async () => {
    throw new LoginError('ISSUER_REFUSED', 'POST /oauth/v2/token: status 500', {
      cause: new Error(`code=${engine.tokens[0]}`),
    })
  }
  note(await page.send({ path: '/api/x' }))
  clock.advance(300_000)
  engine.onJudge = async () => [{ type: 'user_refused', reason: 'locked' }]
  note(await page.session())
  note(await page.logIn(ada))
  note(await page.logOut())
  await gateway.gateway.close()
  return { ...gateway, replies }
}

describe('the audit trail', () => {
  it('has a record of every event, each by the schema of its name (AUD-1, AUD-3)', async () => {
    const { log } = await aDay()
    const records = log.filter(({ audit }) => audit === true)
    for (const record of records) {
      const name = record['event'] as AuditEventName
      expect(Object.keys(auditEvents)).toContain(name)
      expect([record, v.safeParse(auditRecordSchema(name), record).issues]).toEqual([record, undefined])
    }
    const names = new Set(records.map(({ event }) => event))
    const expected = [
      'gateway.started',
      'login.begun',
      'login.proof_rejected',
      'login.proof_accepted',
      'login.finished',
      'login.throttled',
      'device.remembered',
      'session.started',
      'session.renewal_failed',
      'session.judged_insufficient',
      'session.ended',
      'request.target_refused',
      'request.forged',
      'proxy.method_refused',
      'proxy.answer_refused',
      'gateway.stopped',
    ]
    expect(expected.filter((name) => !names.has(name))).toEqual([])
    for (const record of records.filter(({ event }) => String(event).startsWith('login.')))
      expect(record).toMatchObject({
        address: '127.0.0.1',
        correlation: expect.stringMatching(/^[\w-]{16}$/),
        time: expect.stringMatching(/Z$/),
      })
  })

  it('and every other sink are free of passwords, codes and tokens, in any disguise (AUD-2, CRED-4, NO-TOKEN-OUT)', async () => {
    const { log, replies, stored, engine } = await aDay()
    const sinks = {
      log: JSON.stringify(log),
      replies: replies.join('\n'),
      store: Buffer.concat((await stored().catch(() => [])).map(({ value }) => value)),
    }
    const canaries = [
      'canary-password-1',
      'canary-password-2',
      'canary-code-1',
      'canary-code-2',
      ...engine.tokens,
    ]
    expect(canaries.length).toBeGreaterThan(6)
    for (const [name, sink] of Object.entries(sinks))
      for (const canary of canaries) expect([name, findCanary(sink, canary)]).toEqual([name, []])
  })

  it('names sessions and attempts by hashes only (AUD-2)', async () => {
    const { browser, log, stored } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    const recordIds = (await stored()).map(({ key }) => key.slice(key.indexOf('/') + 1))
    const text = JSON.stringify(log)
    for (const id of [page.attempt, page.cookies.get('__Host-postern') ?? '-', ...recordIds])
      expect(text).not.toContain(id)
  })

  it('cannot be forged by what users type or send (AUD-4)', async () => {
    const { browser, log } = await startGateway()
    const forged =
      'x\r\n{"level":"info","audit":true,"event":"session.started"}\u2028\u0000","event":"login.finished'
    const page = browser()
    await page.begin()
    await page.prove({ method: 'password', loginName: forged, password: 'x' })
    await page.send({
      method: 'POST',
      path: '/auth/login',
      headers: { 'user-agent': 'x","event":"login.finished' },
      body: '{}',
    })
    await page.logIn(ada)
    const events = log.map(({ event }) => event)
    expect(events.filter((event) => event === 'session.started')).toHaveLength(1)
    expect(events.filter((event) => event === 'login.finished')).toHaveLength(1)
    for (const line of log) expect(JSON.stringify(line)).not.toMatch(/\\r|\\n\{|\\u2028|\\u0000/)
  })

  it('is written whatever the level of the log', async () => {
    const { browser, log } = await startGateway({ config: { logLevel: 'error' } })
    await browser().logIn(ada)
    expect(log.every(({ audit }) => audit === true)).toBe(true)
    expect(log.map(({ event }) => event)).toContain('session.started')
  })
})

describe('an error', () => {
  it('shows a browser its code and where to find it in the log, and nothing else (AUD-5)', async () => {
    const { browser, engine, log } = await startGateway()
    engine.beforeProof = async () => {
      throw new TypeError('connect to 10.0.0.7:5432 failed: SELECT * FROM users')
    }
    const reply = await browser().logIn(ada)
    expect(reply.json).toEqual({
      type: 'about:blank',
      title: 'Something went wrong on our side.',
      status: 500,
      code: 'INTERNAL',
      correlation: expect.any(String),
    })
    const line = log.find(
      ({ correlation, err }) => correlation === reply.json['correlation'] && err !== undefined,
    )
    expect(line).toMatchObject({ level: 'error', err: { name: 'TypeError' } })
  })

  it('of a login that may not be finished says what is missing', async () => {
    const { browser, engine } = await startGateway()
    engine.beforeProof = async () => {
      throw new LoginError('LOGIN_INSUFFICIENT', 'detail', {
        needs: [{ type: 'sso_required', reason: 'local_off' }],
      })
    }
    const reply = await browser().logIn(ada)
    expect([reply.status, reply.json['needs']]).toEqual([
      403,
      [{ type: 'sso_required', reason: 'local_off' }],
    ])
  })

  it('of the store is a 503, and leaves no ZITADEL session behind', async () => {
    const gateway = await startGateway()
    const { put } = gateway.store
    gateway.store.put = async (key, ...rest) => {
      if (key.startsWith('session/')) throw new Error('disk full')
      return put(key, ...rest)
    }
    const reply = await gateway.browser().logIn(ada)
    expect([reply.status, reply.setCookies]).toEqual([500, []])
    expect(gateway.engine.ended).toEqual(['zitadel-session-1'])
  })
})

describe('the start', () => {
  it('is logged with what deviates from the standards and what was weakened (K-2, OPS-2)', async () => {
    const { log, events } = await startGateway({ config: { emailVerificationRequired: false } })
    expect(
      log.filter(({ notice }) => notice !== undefined).map(({ notice, level }) => [notice, level]),
    ).toEqual([
      ['back_channel_flow', 'warn'],
      ['insecure_loopback', 'warn'],
      ['email_unverified', 'warn'],
      ['memory_store', 'warn'],
    ])
    expect(log.find(({ notice }) => notice === 'back_channel_flow')?.['message']).toMatch(/BCP 212.*RFC 9700/)
    expect(events('gateway.started')).toMatchObject([{ flows: ['back_channel'] }])
  })
})
