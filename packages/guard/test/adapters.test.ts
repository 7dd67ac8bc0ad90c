import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callerOf, principalOf } from '../src/adapters/express.ts'
import { GuardError, requireRole, requireScope, requireStepUp } from '../src/index.ts'
import { noon } from './support/builders.ts'
import { type Api, servers } from './support/servers.ts'
import { aSetting, type Setting } from './support/with-keys.ts'

const rules = {
  silent: {},
  optional: { optional: true },
  offline: { mode: 'offline' },
  scoped: { demands: [requireScope('write')] },
  editor: { demands: [requireRole('editor')] },
  recent: { demands: [requireStepUp({ maxAgeSeconds: 60 })] },
} as const

interface Case {
  readonly name: string
  readonly path: string
  readonly headers: (setting: Setting) => readonly string[] | Promise<readonly string[]>
  readonly status: number
  readonly reason?: string
  readonly challenge?: string
}

const bearer = (token: string) => ['Authorization', `Bearer ${token}`]
const cases: readonly Case[] = [
  {
    name: 'nothing',
    path: 'silent',
    headers: () => [],
    status: 401,
    reason: 'no_credentials',
    challenge: 'Bearer realm="api", DPoP ',
  },
  { name: 'a good token', path: 'silent', headers: ({ issuer }) => bearer(issuer.opaque()), status: 200 },
  {
    name: 'a bad token',
    path: 'silent',
    headers: () => bearer('bad'),
    status: 401,
    reason: 'token_inactive',
    challenge: 'error="invalid_token"',
  },
  {
    name: 'another scheme',
    path: 'silent',
    headers: () => ['Authorization', 'Basic YTpi'],
    status: 401,
    reason: 'other_scheme',
  },
  {
    name: 'a scheme in other letters',
    path: 'silent',
    headers: ({ issuer }) => ['AUTHORIZATION', `bEARER ${issuer.opaque()}`],
    status: 200,
  },
  {
    name: 'two Authorization headers (AT-6)',
    path: 'silent',
    headers: ({ issuer }) => [...bearer(issuer.opaque()), ...bearer('bad')],
    status: 400,
    reason: 'several_credentials',
    challenge: 'error="invalid_request"',
  },
  {
    name: 'another scheme and then a token (AT-6)',
    path: 'silent',
    headers: ({ issuer }) => ['Authorization', 'Basic YTpi', ...bearer(issuer.opaque())],
    status: 400,
    reason: 'several_credentials',
  },
  {
    name: 'a token in the query (AT-6)',
    path: 'silent?access_token=x',
    headers: () => [],
    status: 401,
    reason: 'no_credentials',
  },
  {
    name: 'a token in query and header (AT-6)',
    path: 'silent?access_token=x',
    headers: ({ issuer }) => bearer(issuer.opaque()),
    status: 400,
    reason: 'several_credentials',
  },
  {
    name: 'a token of 10 KiB (JOSE-5)',
    path: 'silent',
    headers: () => bearer('x'.repeat(10_240)),
    status: 401,
    reason: 'token_too_long',
  },
  { name: 'nobody, where strangers are served', path: 'optional', headers: () => [], status: 200 },
  {
    name: 'a bad token, where strangers are served',
    path: 'optional',
    headers: () => bearer('bad'),
    status: 401,
    reason: 'token_inactive',
  },
  {
    name: 'an opaque token, where it is judged offline',
    path: 'offline',
    headers: ({ issuer }) => bearer(issuer.opaque()),
    status: 401,
    reason: 'opaque_not_judged',
  },
  {
    name: 'a JWT, where it is judged offline',
    path: 'offline',
    headers: async ({ issuer }) => bearer(await issuer.jwt()),
    status: 200,
  },
  {
    name: 'too few scopes (AT-4)',
    path: 'scoped',
    headers: ({ issuer }) => bearer(issuer.opaque({ scope: 'read' })),
    status: 403,
    reason: 'scope_missing',
    challenge: 'error="insufficient_scope", scope="write"',
  },
  {
    name: 'no role (AT-4)',
    path: 'editor',
    headers: ({ issuer }) => bearer(issuer.opaque()),
    status: 403,
    reason: 'role_missing',
  },
  {
    name: 'an old login (STEP-1)',
    path: 'recent',
    headers: ({ issuer }) => bearer(issuer.opaque({ auth_time: noon / 1000 - 61 })),
    status: 401,
    reason: 'authentication_too_old',
    challenge: 'error="insufficient_user_authentication", max_age="60"',
  },
  {
    name: 'a bound token without proof (DPOP-6)',
    path: 'silent',
    headers: ({ issuer }) => bearer(issuer.opaque({ cnf: { jkt: 'A'.repeat(43) } })),
    status: 401,
    reason: 'token_bound',
  },
  {
    name: 'a bound token without certificate (MTLS-1)',
    path: 'silent',
    headers: ({ issuer }) => bearer(issuer.opaque({ cnf: { 'x5t#S256': 'A'.repeat(43) } })),
    status: 401,
    reason: 'certificate_missing',
  },
  {
    name: 'two proofs (DPOP-1)',
    path: 'silent',
    headers: ({ issuer }) => [
      'Authorization',
      `DPoP ${issuer.opaque({ cnf: { jkt: 'A'.repeat(43) } })}`,
      'DPoP',
      'x',
      'DPoP',
      'x',
    ],
    status: 401,
    reason: 'proof_malformed',
    challenge: 'error="invalid_dpop_proof"',
  },
]

describe.each(Object.keys(servers))('behind the adapter for %s', (server) => {
  let setting: Setting
  let api: Api
  let refusals: { reason: string; detail: string }[]
  beforeEach(async () => {
    setting = await aSetting({ publicUrl: 'https://api.example', dpop: {}, mtls: {} })
    refusals = []
    api = (await servers[server]?.(setting.guard, rules, (refusal) => refusals.push(refusal))) as Api
  })
  afterEach(() => api.close())

  /** Header lines as they are, doubled ones included; `fetch` would join them. */
  async function call(path: string, headers: readonly string[], method = 'GET') {
    const sent = httpRequest(`${api.url}/api/${path}`, { method, headers: ['Host', 'api', ...headers] })
    sent.end()
    const [response] = await once(sent, 'response')
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    return {
      status: response.statusCode,
      headers: response.headers,
      body: JSON.parse(Buffer.concat(chunks).toString()),
    }
  }

  it.each(cases.filter(({ reason }) => reason === undefined))('$name: $status', async (one) => {
    const { status, body } = await call(one.path, await one.headers(setting))
    expect([status, refusals, body]).toEqual([200, [], { subject: one.path === 'optional' ? null : 'ada' }])
  })

  it.each(cases.filter(({ reason }) => reason !== undefined))('$name: $status $reason', async (one) => {
    const answer = await call(one.path, await one.headers(setting))
    expect([answer.status, refusals.map(({ reason }) => reason)]).toEqual([one.status, [one.reason]])
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/problem\+json/),
      'cache-control': 'no-store',
      'www-authenticate': expect.stringContaining(one.challenge ?? 'realm="api"'),
    })
    expect(answer.body).toMatchObject({
      type: 'about:blank',
      status: one.status,
      correlation: 'correlation-1',
    })
    expect(refusals[0]?.detail.length).toBeGreaterThan(10)
  })

  it('an issuer that fails is 503 with Retry-After and no challenge', async () => {
    setting.issuer.down = true
    const { status, headers } = await call('silent', bearer('x'))
    expect([status, headers['retry-after'], headers['www-authenticate']]).toEqual([503, '5', undefined])
  })

  it('a proof is for the whole address and the method (DPOP-2)', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    const token = setting.issuer.opaque({ cnf: { jkt: await calculateJwkThumbprint(jwk) } })
    const ath = createHash('sha256').update(token).digest('base64url')
    const proof = (htu: string, htm: string) =>
      new SignJWT({ jti: `${htu} ${htm}`, htm, htu, iat: noon / 1000, ath })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .sign(privateKey)
    const send = async (htu: string, htm: string, method: string) =>
      (await call('silent?page=2', ['Authorization', `DPoP ${token}`, 'DPoP', await proof(htu, htm)], method))
        .status
    expect(await send('https://api.example/api/silent', 'DELETE', 'DELETE')).toBe(200)
    expect(await send('https://api.example/silent', 'DELETE', 'DELETE')).toBe(401)
    expect(await send('https://api.example/api/silent', 'GET', 'DELETE')).toBe(401)
    expect(refusals.map(({ reason }) => reason)).toEqual(['proof_elsewhere', 'proof_elsewhere'])
  })

  it('a rule that nobody could meet is refused when the route is made', async () => {
    const { guard } = await aSetting({ jwt: { profile: 'zitadel' } })
    const impossible = { x: { mode: 'offline', demands: [requireScope('read')] } } as const
    await expect(servers[server]?.(guard, impossible, () => {})).rejects.toThrow(GuardError)
  })
})

describe('every adapter', () => {
  it.each(['express', 'fastify', 'fetch', 'hono', 'node'])('%s is shorter than 80 lines', (name) => {
    const text = readFileSync(new URL(`../src/adapters/${name}.ts`, import.meta.url), 'utf8')
    expect(text.split('\n').length).toBeLessThanOrEqual(80)
  })

  it('for Express fails loudly where a handler wants a caller whom nobody judged', () => {
    const request = {} as never
    expect(() => principalOf(request)).toThrow(GuardError)
    expect(() => callerOf(request)).toThrow(GuardError)
  })
})
