import { SpanKind } from '@opentelemetry/api'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import { findCanary } from '@postern/testkit'
import * as v from 'valibot'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { auditRecordSchema } from '../src/index.ts'
import { aService } from './support/a-service.ts'
import { scriptedEngine } from './support/scripted-engine.ts'
import { ada, startGateway, type TestGatewayOptions } from './support/start-gateway.ts'

const finished = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(finished)] })
provider.register()
beforeEach(() => finished.reset())
afterAll(() => provider.shutdown())

const strange = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const strangeId = strange.slice(3, 35)
const everySpan = () => finished.getFinishedSpans()
const spanNamed = async (name: string) => {
  await expect.poll(() => everySpan().map((span) => span.name)).toContain(name)
  return everySpan().find((span) => span.name === name)
}

/** A gateway with a service, and an engine that asks ZITADEL at every proof. */
async function aTracedGateway(options: TestGatewayOptions = {}) {
  const service = await aService()
  const sent: Readonly<Record<string, string>>[] = []
  const gateway = await startGateway({
    ...options,
    config: {
      routes: [{ path: '/api', upstream: service.origin, methods: ['GET', 'PUT'] }],
      ...options.config,
    },
    engine: ({ clock, events, watched }) => {
      const engine = scriptedEngine(clock.now, events)
      engine.users = [ada]
      const http = watched(async ({ headers }) => {
        sent.push(headers)
        return { status: 201, headers: {}, body: new Uint8Array(0) }
      })
      engine.beforeProof = async () => {
        await http({ method: 'POST', url: 'https://zitadel.example/v2/sessions', headers: { 'x-own': '1' } })
        events({
          name: 'login.step',
          flow: 'back_channel',
          occasion: 'login',
          step: 'verify_user',
          durationMs: 3,
          outcome: 'done',
        })
      }
      return engine
    },
  })
  return { ...gateway, service, sent }
}

describe('with an SDK', () => {
  it('a request is one trace: at the edge, at ZITADEL and at the service behind', async () => {
    const { browser, service, sent } = await aTracedGateway()
    const page = browser()
    await page.logIn(ada)
    await page.send({ path: '/api/feed' })
    const edge = await spanNamed('POST /auth/login/proof')
    const zitadel = await spanNamed('zitadel sessions')
    expect(edge).toMatchObject({
      kind: SpanKind.SERVER,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/auth/login/proof',
        'http.response.status_code': 200,
      },
      events: [{ name: 'login.step', attributes: { step: 'verify_user', outcome: 'done', durationMs: 3 } }],
    })
    expect(zitadel).toMatchObject({
      kind: SpanKind.CLIENT,
      parentSpanContext: { spanId: edge?.spanContext().spanId },
      attributes: { 'server.address': 'zitadel.example', 'http.response.status_code': 201 },
    })
    expect(sent).toEqual([{ 'x-own': '1', traceparent: headerOf(zitadel) }])
    const proxied = await spanNamed('service /api')
    const outer = await spanNamed('GET /api')
    expect(proxied?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId)
    expect(service.requests[0]?.headers['traceparent']).toBe(headerOf(proxied))
    expect(outer?.spanContext().traceId).not.toBe(edge?.spanContext().traceId)
  })

  it('begins a new trace whatever a stranger sends, and passes none of it on', async () => {
    const { browser, service } = await aTracedGateway()
    const forged = {
      traceparent: strange,
      tracestate: 'a=1',
      baggage: 'user=ada',
      b3: '0',
      'x-b3-traceid': '1',
    }
    await browser().send({ path: '/api/feed', headers: forged })
    const edge = await spanNamed('GET /api')
    expect(edge?.parentSpanContext).toBeUndefined()
    expect(edge?.spanContext().traceId).not.toBe(strangeId)
    const { traceparent, ...others } = service.requests[0]?.headers ?? {}
    expect(traceparent).not.toContain(strangeId)
    for (const name of ['tracestate', 'baggage', 'b3', 'x-b3-traceid'])
      expect(others).not.toHaveProperty(name)
  })

  it('goes on with the trace of a caller that is trusted, and logs that it trusts', async () => {
    const { browser, service, log } = await aTracedGateway({ config: { trustTraceContext: true } })
    await browser().send({ path: '/api/feed', headers: { traceparent: strange, tracestate: 'a=1' } })
    const edge = await spanNamed('GET /api')
    expect(edge?.spanContext().traceId).toBe(strangeId)
    expect(edge?.parentSpanContext).toMatchObject({ spanId: '00f067aa0ba902b7', isRemote: true })
    expect(service.requests[0]?.headers).toMatchObject({
      traceparent: expect.stringContaining(strangeId),
      tracestate: 'a=1',
    })
    expect(log.filter(({ notice }) => notice === 'trusted_trace_context')).toHaveLength(1)
  })

  it('every line of the log that a request leads to names its trace, beside the correlation', async () => {
    const { browser, log } = await aTracedGateway()
    await browser().logIn(ada)
    const edge = await spanNamed('POST /auth/login/proof')
    const trace = edge?.spanContext().traceId
    const answered = log.find(({ message, route }) => message === 'answered' && route === '/auth/login/proof')
    expect(answered).toMatchObject({
      trace,
      durationMs: expect.any(Number),
      correlation: edge?.attributes['postern.correlation'],
    })
    const started = log.find(({ event }) => event === 'session.started')
    expect(started).toMatchObject({ trace, correlation: answered?.['correlation'] })
    expect(v.safeParse(auditRecordSchema('session.started'), started).issues).toBeUndefined()
  })

  it('no span holds a name, a password, a handle, a token, a path, a query or an error text (NO-TOKEN-OUT, CRED-2)', async () => {
    const { browser, call, engine } = await startGateway({
      config: { routes: [{ path: '/api', upstream: 'http://127.0.0.1:9', token: 'access_token' }] },
    })
    const canary = { loginName: 'canary-name-1@example.com', password: 'canary-password-1' }
    engine.users.push(canary)
    const page = browser()
    await page.logIn({ ...canary, password: 'canary-password-2' })
    await page.logIn(canary)
    await page.send({ path: '/api/canary-path-1?canary-query-1=1' })
    await page.send({ path: '/auth/canarypath' })
    await call({ path: '/canary-path-3', headers: { host: 'canary-host-1', 'user-agent': 'canary-agent-1' } })
    engine.beforeProof = async () => {
      throw new Error('canary-message-1')
    }
    await browser().logIn(canary)
    await expect.poll(() => everySpan().length).toBeGreaterThan(9)
    const text = JSON.stringify(
      everySpan().map(({ name, attributes, events, status, links }) => ({
        name,
        attributes,
        events,
        status,
        links,
      })),
    )
    const words = [
      'name-1',
      'password-1',
      'password-2',
      'path-1',
      'query-1',
      'path-3',
      'host-1',
      'agent-1',
      'message-1',
    ]
    const secrets = [
      'canarypath',
      ...words.map((word) => `canary-${word}`),
      ...page.cookies.values(),
      page.attempt,
      ...engine.tokens,
    ]
    for (const secret of secrets) expect([secret, findCanary(text, secret)]).toEqual([secret, []])
  })

  it('a failed call is an error by its code', async () => {
    const { browser } = await startGateway({
      config: { routes: [{ path: '/api', upstream: 'http://127.0.0.1:9' }] },
    })
    await browser().send({ path: '/api/x' })
    expect(await spanNamed('service /api')).toMatchObject({
      status: { code: 2 },
      attributes: { 'error.type': 'UPSTREAM_UNREACHABLE' },
      events: [],
    })
  })
})

type Span = ReturnType<typeof everySpan>[number]

const headerOf = (span: Span | undefined): string =>
  `00-${span?.spanContext().traceId}-${span?.spanContext().spanId}-01`
