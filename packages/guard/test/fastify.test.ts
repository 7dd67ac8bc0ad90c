import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fastifyGuard, principalOf } from '../src/adapters/fastify.ts'
import { requireRole } from '../src/index.ts'
import { aGuard, anAnswer } from './support/builders.ts'
import { type ScriptedIssuer, startScriptedIssuer } from './support/scripted-issuer.ts'

let issuer: ScriptedIssuer
let app: FastifyInstance
let lines: string[]

beforeEach(async () => {
  issuer = await startScriptedIssuer()
  issuer.answer = (call) =>
    call.form.get('token')?.startsWith('good') ? anAnswer(issuer.issuer) : { active: false }
  lines = []
  app = fastify({
    logger: { level: 'info', stream: { write: (line: string) => lines.push(line) } },
    http: { maxHeaderSize: 2_097_152 },
  })
  await app.register(fastifyGuard, { guard: aGuard(issuer).guard })
  app.get('/silent', async (request) => ({ subject: principalOf(request).subject }))
  app.post('/silent', async (request) => ({ subject: principalOf(request).subject }))
  app.get('/public', { config: { guard: 'public' } }, async (request) => ({ principal: request.principal }))
  app.get('/misused', { config: { guard: 'public' } }, async (request) => principalOf(request))
  app.get('/optional', { config: { guard: 'optional' } }, async (request) => ({
    subject: request.principal?.subject ?? null,
  }))
  app.get('/editor', { config: { guard: { demands: [requireRole('editor')] } } }, async () => ({ ok: true }))
  app.get('/admin', { config: { guard: { demands: [requireRole('admin')] } } }, async () => ({ ok: true }))
  await app.register(async (inner) => {
    inner.get('/inner', async (request) => ({ subject: principalOf(request).subject }))
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterEach(async () => {
  await app.close()
  await issuer.close()
})

const url = (path: string) => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}${path}`
const get = (path: string, token?: string, init: RequestInit = {}) =>
  fetch(url(path), { ...init, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })

/** Header lines as they are, doubled ones included; `fetch` would join them. */
async function raw(
  path: string,
  headers: string[],
): Promise<{ status: number | undefined; body: string; challenge: string | undefined }> {
  const request = httpRequest(url(path), { headers })
  request.end()
  const [response] = await once(request, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return {
    status: response.statusCode,
    body: Buffer.concat(chunks).toString(),
    challenge: response.headers['www-authenticate'],
  }
}

describe('the Fastify adapter', () => {
  it('guards a route that says nothing, an inner one, and one that does not exist', async () => {
    for (const path of ['/silent', '/inner', '/nowhere']) {
      const response = await get(path)
      expect([path, response.status]).toEqual([path, 401])
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"')
    }
    expect(await (await get('/silent', 'good')).json()).toEqual({ subject: '300000000000000005' })
    expect((await get('/inner', 'good')).status).toBe(200)
    expect((await get('/nowhere', 'good')).status).toBe(404)
  })

  it('guards routes that were there before it, in the instance and inside of it', async () => {
    const other = fastify()
    other.get('/before', async () => 'open')
    other.register(async (inner) => {
      inner.get('/inner-before', async () => 'open')
    })
    other.register(fastifyGuard, { guard: aGuard(issuer).guard })
    for (const path of ['/before', '/inner-before', '/nowhere']) {
      expect([path, (await other.inject(path)).statusCode]).toEqual([path, 401])
    }
    await other.close()
  })

  it('leaves public routes alone, whatever is sent', async () => {
    expect(await (await get('/public')).json()).toEqual({ principal: null })
    expect(await (await get('/public', 'bad')).json()).toEqual({ principal: null })
    expect(issuer.calls).toHaveLength(0)
  })

  it('knows callers and strangers on optional routes, and refuses bad tokens there', async () => {
    expect(await (await get('/optional')).json()).toEqual({ subject: null })
    expect(await (await get('/optional', 'good')).json()).toEqual({ subject: '300000000000000005' })
    expect((await get('/optional', 'bad')).status).toBe(401)
  })

  it('holds routes to their demands (AT-4)', async () => {
    expect((await get('/editor', 'good')).status).toBe(200)
    const refused = await get('/admin', 'good')
    expect(refused.status).toBe(403)
    expect(refused.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  })

  it('answers a problem with the correlation of the log line that says why', async () => {
    const response = await get('/silent', 'bad')
    const body = (await response.json()) as Record<string, unknown>
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(Object.keys(body).sort()).toEqual(['code', 'correlation', 'status', 'title', 'type'])
    const line = lines.map((one) => JSON.parse(one)).find((one) => one.event === 'guard.refused')
    expect(line).toMatchObject({
      reason: 'token_inactive',
      reqId: body['correlation'],
      detail: expect.stringContaining('inactive'),
    })
  })

  it('refuses two Authorization headers by 400, in whatever order and case they come (AT-6)', async () => {
    for (const [first, second] of [
      ['Bearer good', 'Bearer bad'],
      ['Bearer good', 'Bearer good'],
      ['Basic YTpi', 'bearer good'],
    ]) {
      const response = await raw('/silent', [
        'Host',
        'api',
        'Authorization',
        first ?? '',
        'AUTHORIZATION',
        second ?? '',
      ])
      expect(response.status).toBe(400)
      expect(response.challenge).toContain('error="invalid_request"')
    }
    expect(issuer.calls).toHaveLength(0)
  })

  it('reads the scheme in any case', async () => {
    expect((await raw('/silent', ['Host', 'api', 'authorization', 'bEaReR good'])).status).toBe(200)
  })

  it('finds no token in a query or a body (AT-6)', async () => {
    expect((await get('/silent?access_token=good')).status).toBe(401)
    const form = await fetch(url('/silent'), {
      method: 'POST',
      body: new URLSearchParams({ access_token: 'good' }),
    })
    expect(form.status).toBe(401)
    expect((await get('/silent?access_token=good', 'good')).status).toBe(400)
    expect(issuer.calls).toHaveLength(0)
  })

  it('refuses before a body is read', async () => {
    const response = await fetch(url('/silent'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    })
    expect(response.status).toBe(401)
  })

  it('refuses a token of a megabyte without asking anybody (JOSE-5)', async () => {
    expect((await get('/silent', `good${'x'.repeat(1_048_576)}`)).status).toBe(401)
    expect(issuer.calls).toHaveLength(0)
  })

  it('answers 503 and logs an error when the issuer fails', async () => {
    issuer.reply = (_, response) =>
      void response
        .writeHead(400, { 'content-type': 'application/json' })
        .end('{"error":"unauthorized_client"}')
    const response = await get('/silent', 'good')
    expect(response.status).toBe(503)
    expect(response.headers.get('www-authenticate')).toBeNull()
    expect(lines.some((line) => JSON.parse(line).level === 50 && line.includes('credential_refused'))).toBe(
      true,
    )
  })

  it('writes no token into the log (INTRO-1)', async () => {
    const canary = 'good-canary-0123456789'
    await get('/silent', canary)
    await get('/admin', canary)
    await get('/silent', 'bad-canary-0123456789')
    expect(lines.join('')).not.toContain('canary')
    expect(lines).not.toHaveLength(0)
  })

  it('fails loudly where a handler wants a caller whom nobody judged', async () => {
    expect((await get('/misused')).status).toBe(500)
  })
})
