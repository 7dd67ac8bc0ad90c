import { LoginError, type LoginEvents } from '@postern/login'
import { findCanary } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { createMetering } from '../src/metrics/metering.ts'
import { createMetrics } from '../src/metrics/metrics.ts'
import { outcomeOfCode } from '../src/metrics/outcome-of-code.ts'
import { issuerOperation } from '../src/metrics/issuer-operation.ts'
import { metricTable } from '../src/index.ts'
import { loginErrors } from '@postern/login'
import { limitNames } from '../src/throttling/limit-name.ts'
import { aService } from './support/a-service.ts'
import { call } from './support/call.ts'
import { holdProof } from './support/hold-proof.ts'
import { scriptedEngine } from './support/scripted-engine.ts'
import { ada, startGateway, totpUser } from './support/start-gateway.ts'

/** Every series of a scrape with its value, such as `postern_ready` or `x_total{a="b"}`. */
function seriesOf(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

describe('/metrics', () => {
  it('has every metric of the table, with its type and meaning, and none besides', async () => {
    const { metrics } = await startGateway()
    const text = await metrics()
    const shown = [...text.matchAll(/^# HELP (\w+) (.*)\n# TYPE \w+ (\w+)$/gm)].map(
      ([, name, meaning, type]) => [name, { type, meaning }],
    )
    expect(Object.fromEntries(shown)).toEqual(
      Object.fromEntries(
        Object.entries(metricTable).map(([name, { type, meaning }]) => [name, { type, meaning }]),
      ),
    )
  })

  it('is on the health listener only', async () => {
    const { browser, healthPort } = await startGateway()
    const scraped = await call(healthPort, { path: '/metrics' })
    expect(scraped).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } })
    expect(scraped.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    expect((await browser().send({ path: '/metrics' })).status).toBe(404)
  })

  it('begins every counter at zero, so that the first of its kind shows in a rate', async () => {
    const { metrics } = await startGateway()
    const series = seriesOf(await metrics())
    for (const one of [
      'postern_logins_total{flow="back_channel",outcome="issuer"}',
      'postern_sessions_ended_total{by="policy"}',
      'postern_events_total{event="request.forged"}',
      'postern_errors_total{code="STORE_BUSY"}',
      'postern_reloads_total{outcome="refused"}',
    ])
      expect([one, series.get(one)]).toEqual([one, 0])
  })

  it('counts what becomes of logins, sessions and renewals', async () => {
    const service = await aService()
    const { browser, metrics, engine, clock } = await startGateway({
      config: {
        routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }],
        attempts: { perNameAndAddress: { tries: 3, windowSeconds: 60 } },
        session: { idleSeconds: 86_400, policyCheckSeconds: 86_400 },
      },
    })
    const page = browser()
    await page.logIn({ ...ada, password: 'wrong' })
    await page.logIn(totpUser)
    await page.prove({ method: 'totp', code: '000000' })
    await page.prove({ method: 'totp', code: totpUser.code })
    await page.send({ path: '/api/x' })
    clock.advance(11.9 * 3600_000)
    await page.send({ path: '/api/x' })
    await expect
      .poll(async () => seriesOf(await metrics()).get('postern_renewals_total{outcome="renewed"}'))
      .toBe(1)
    engine.onRenew = async () => {
      throw new LoginError('ISSUER_TIMEOUT')
    }
    clock.advance(11.9 * 3600_000)
    await page.send({ path: '/api/x' })
    await expect
      .poll(async () => seriesOf(await metrics()).get('postern_renewals_total{outcome="failed"}'))
      .toBe(1)
    await page.logOut()
    for (let tries = 0; tries < 4; tries += 1) await browser().logIn({ ...ada, password: 'wrong' })
    const series = seriesOf(await metrics())
    const login = (outcome: string) =>
      series.get(`postern_logins_total{flow="back_channel",outcome="${outcome}"}`)
    expect({
      finished: login('finished'),
      credentials: login('credentials'),
      started: series.get('postern_sessions_started_total{flow="back_channel"}'),
      byUser: series.get('postern_sessions_ended_total{by="user"}'),
      throttled: series.get('postern_throttled_total{limit="perNameAndAddress"}'),
      proxied: series.get('postern_requests_total{route="proxy",status="2xx"}'),
      logins: series.get('postern_requests_total{route="login",status="4xx"}'),
      error: series.get('postern_errors_total{code="THROTTLED"}'),
      event: series.get('postern_events_total{event="login.throttled"}'),
    }).toEqual({
      finished: 1,
      credentials: 5,
      started: 1,
      byUser: 1,
      throttled: 1,
      proxied: 3,
      logins: 6,
      error: 1,
      event: 1,
    })
    expect(series.get('postern_request_seconds_count{route="proxy"}')).toBe(3)
  })

  it('measures the steps of logins, and counts those that failed', async () => {
    let events: LoginEvents = () => undefined
    const { metrics, log } = await startGateway({
      engine: (parts) => {
        events = parts.events
        return scriptedEngine(parts.clock.now, parts.events)
      },
    })
    const step = {
      name: 'login.step',
      flow: 'back_channel',
      occasion: 'login',
      step: 'verify_user',
      durationMs: 1_250,
    } as const
    events({ ...step, outcome: 'done' })
    events({ ...step, outcome: 'CREDENTIALS_REJECTED' })
    const series = seriesOf(await metrics())
    expect([
      series.get('postern_login_step_seconds_sum{occasion="login",step="verify_user"}'),
      series.get('postern_login_step_seconds_bucket{le="1",occasion="login",step="verify_user"}'),
      series.get('postern_login_step_failures_total{occasion="login",step="verify_user"}'),
    ]).toEqual([2.5, 0, 1])
    expect(log.filter(({ audit, event }) => audit === true && String(event).includes('step'))).toEqual([])
  })

  it('counts and times the calls to ZITADEL by what they are for', async () => {
    const answers = [async () => ({ status: 503, headers: {}, body: new Uint8Array(0) }), timedOut, refused]
    const { metrics, healthPort } = await startGateway({
      engine: ({ clock, events, watched }) => {
        const http = watched(async () => {
          clock.advance(40)
          return (answers.shift() ?? timedOut)()
        })
        const engine = scriptedEngine(clock.now, events)
        engine.onReady = async () => {
          for (const url of ['https://z/v2/sessions/3', 'https://z/oauth/v2/token', 'https://z/v2/users/1?x'])
            await http({ method: 'GET', url, headers: {} }).catch(() => undefined)
          return { loginClientExpiresAt: null }
        }
        return engine
      },
    })
    await call(healthPort, { path: '/readyz' })
    const series = seriesOf(await metrics())
    const calls = [...series].filter(
      ([name, value]) => name.startsWith('postern_issuer_calls_total') && value > 0,
    )
    expect(calls).toEqual([
      ['postern_issuer_calls_total{operation="token",outcome="timeout"}', 1],
      ['postern_issuer_calls_total{operation="sessions",outcome="5xx"}', 1],
      ['postern_issuer_calls_total{operation="users",outcome="unreachable"}', 1],
    ])
    expect(series.get('postern_issuer_call_seconds_sum{operation="sessions"}')).toBe(0.04)
  })

  it('shows the outbox, what is under way, and whether it is ready', async () => {
    const { metrics, browser, engine, clock, tick } = await startGateway()
    engine.onEnd = async () => {
      throw new LoginError('ISSUER_UNREACHABLE')
    }
    const page = browser()
    await page.logIn(ada)
    const held = holdProof(engine)
    const proving = browser().logIn(ada)
    await held.reached
    await page.logOut()
    engine.onReady = async () => {
      throw new LoginError('ISSUER_UNREACHABLE')
    }
    clock.advance(3_000)
    await expect
      .poll(async () => {
        tick(5_000)
        return seriesOf(await metrics()).get('postern_outbox_entries')
      })
      .toBe(1)
    const series = seriesOf(await metrics())
    expect([
      series.get('postern_outbox_oldest_seconds'),
      series.get('postern_requests_under_way'),
      series.get('postern_ready'),
      series.has('postern_login_client_expires_seconds'),
    ]).toEqual([3, 1, 0, false])
    held.release()
    await proving
  })

  it('counts what the log did not take, and nobody notices else: login, log-out and errors go on (OPS-1)', async () => {
    const { log, metrics, browser } = await startGateway()
    log.push = () => {
      throw Object.assign(new Error('write'), { code: 'ENOSPC' })
    }
    const page = browser()
    expect((await page.logIn({ ...ada, password: 'wrong' })).status).toBe(401)
    expect((await page.logIn(ada)).status).toBe(200)
    expect((await page.logOut()).status).toBe(204)
    expect(seriesOf(await metrics()).get('postern_log_failures_total')).toBeGreaterThan(5)
  })

  it('holds no name, subject, password, code, token, handle or path, whatever happens (NO-TOKEN-OUT)', async () => {
    const service = await aService()
    const {
      browser,
      metrics,
      engine,
      call: send,
    } = await startGateway({
      config: {
        routes: [
          {
            path: '/canary-route-1',
            upstream: service.origin,
            methods: ['GET', 'PUT'],
            token: 'access_token',
          },
        ],
      },
    })
    const canary = {
      loginName: 'canary-name-1@example.com',
      password: 'canary-password-1',
      code: 'canary-code-1',
    }
    engine.users.push(canary)
    const page = browser()
    await page.logIn({ ...canary, password: 'canary-password-2' })
    await page.logIn(canary)
    await page.prove({ method: 'totp', code: 'canary-code-2' })
    await page.prove({ method: 'totp', code: canary.code })
    await page.send({ path: '/canary-route-1/canary-path-1?canary-query-1=canary-query-2' })
    await page.send({ path: '/auth/canary-path-2' })
    await page.send({ path: '/canary-path-3', headers: { accept: 'text/html' } })
    await send({ path: '/%2e%2e/canary-path-4' })
    await send({ path: '/', headers: { host: 'canary-host-1.example' } })
    engine.beforeProof = async () => {
      throw Object.assign(new Error('canary-message-1'), { code: 'canary-error-code-1' })
    }
    await browser().logIn(canary)
    const text = await metrics()
    const handles = [...page.cookies.values(), page.attempt]
    const words =
      'name-1 password-1 password-2 code-1 code-2 route-1 path-1 query-1 query-2 path-2 path-3 path-4 host-1 message-1 error-code-1'
    const secrets = words.split(' ').map((word) => `canary-${word}`)
    expect(handles.every((handle) => handle.length > 16) && engine.tokens.length > 1).toBe(true)
    for (const secret of [...secrets, ...handles, ...engine.tokens, 'zitadel-session-1'])
      expect([secret, findCanary(text, secret)]).toEqual([secret, []])
    expect(seriesOf(text).get('postern_errors_total{code="other"}')).toBeGreaterThan(0)
  })
})

describe('the table of metrics', () => {
  it('gives every error of a login a class of its own: nothing but a fault of ours is internal', () => {
    const ours = Object.keys(loginErrors).filter((code) => outcomeOfCode(code) === 'internal')
    expect(ours).toEqual(['INTERNAL'])
  })

  it('takes no value that is not listed', async () => {
    const metrics = createMetrics()
    metrics.count('postern_logins_total', { flow: 'canary-flow', outcome: 'canary-outcome' })
    metrics.observe('postern_login_step_seconds', 1, { occasion: 'login', step: 'canary-step' })
    const text = await metrics.text()
    expect(text).not.toContain('canary')
    expect(seriesOf(text).get('postern_logins_total{flow="other",outcome="other"}')).toBe(1)
  })

  it('knows every limit by its name', async () => {
    const metrics = createMetrics()
    const { heard } = createMetering(metrics, () => 0)
    const audit = heard({ write: () => undefined, during: (_, work) => work() })
    for (const limit of limitNames) audit.write({ event: 'login.throttled', limit, name: null })
    const series = seriesOf(await metrics.text())
    for (const limit of limitNames) expect(series.get(`postern_throttled_total{limit="${limit}"}`)).toBe(1)
    expect(series.has('postern_throttled_total{limit="other"}')).toBe(false)
  })

  it('names a call to ZITADEL without what is variable in its address', () => {
    expect(
      [
        'https://z/.well-known/openid-configuration',
        'https://z/oauth/v2/authorize?login_hint=canary',
        'https://z/v2/oidc/auth_requests/V2_1',
        'https://z/v2/sessions',
        'https://z/v2/sessionscanary',
        'not a url',
      ].map(issuerOperation),
    ).toEqual(['discovery', 'authorize', 'auth_requests', 'sessions', 'other', 'other'])
  })
})

async function timedOut(): Promise<never> {
  throw Object.assign(new Error('x'), { code: 'UND_ERR_HEADERS_TIMEOUT' })
}

async function refused(): Promise<never> {
  throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
}
