import { describe, expect, it } from 'vitest'
import { GatewayError } from '../errors.ts'
import { configJsonSchema } from './config-json-schema.ts'
import { loadConfig } from './load-config.ts'

const key = Buffer.from(Uint8Array.from({ length: 32 }, (_, index) => index)).toString('base64url')

const good = {
  publicOrigin: 'https://news.example.com',
  issuer: 'https://id.example.com',
  clientKey: { file: 'client-key.json' },
  projectId: '42',
  loginClient: { token: { env: 'LOGIN_CLIENT' } },
  flows: ['back_channel'],
  store: { kind: 'sqlite', file: 'state/store.db' },
  deploymentKeys: [{ id: 'a', env: 'KEY_A' }],
}

const files: Record<string, string> = { '/etc/postern/client-key.json': '{"type":"application"}\n' }
const env = { LOGIN_CLIENT: 'the-token', KEY_A: key }

function load(config: unknown, surroundings: { env?: Record<string, string> } = {}) {
  const written = typeof config === 'string' ? config : JSON.stringify(config)
  return loadConfig('/etc/postern/config.json', {
    env: surroundings.env ?? env,
    readFile: async (path) => {
      const text = path === '/etc/postern/config.json' ? written : files[path]
      if (text === undefined) throw new Error('no such file')
      return text
    },
  })
}

async function problemsOf(config: unknown, surroundings = {}): Promise<readonly string[]> {
  const error = await load(config, surroundings).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(GatewayError)
  return error instanceof GatewayError ? error.problems : []
}

describe('loadConfig', () => {
  it('fills in strict defaults, makes paths absolute and freezes everything', async () => {
    const config = await load(good)
    expect(config).toMatchObject({
      redirectUri: 'https://news.example.com/auth/callback',
      emailVerificationRequired: true,
      logoutToken: { issuers: [], maxSeconds: 960, type: 'jwt_allowed' },
      allowInsecureLoopback: false,
      session: { idleSeconds: 3600, absoluteSeconds: 86_400, policyCheckSeconds: 300 },
      cookies: { prefix: '__Host-' },
      store: { kind: 'sqlite', file: '/etc/postern/state/store.db' },
      app: null,
      routes: [],
    })
    expect(
      Object.isFrozen(config) && Object.isFrozen(config.session) && Object.isFrozen(config.deploymentKeys),
    ).toBe(true)
  })

  it('reads secrets from files and the environment, and never shows them (KEY-1)', async () => {
    const config = await load(good)
    expect(config.clientKey.reveal()).toBe('{"type":"application"}')
    expect(config.loginClient.kind === 'token' && config.loginClient.token.reveal()).toBe('the-token')
    expect(`${JSON.stringify(config)} ${String(config.clientKey)}`).not.toMatch(/the-token|application/)
  })

  it('gives secrets that can be read again where they came from, and say nothing else than before', async () => {
    const config = await load(good)
    const path = '/etc/postern/client-key.json'
    const before = files[path] ?? ''
    files[path] = ' another \n'
    try {
      expect((await config.clientKey.readAgain()).reveal()).toBe('another')
      expect(config.clientKey.reveal()).toBe('{"type":"application"}')
      files[path] = ' '
      await expect(config.clientKey.readAgain()).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' })
    } finally {
      files[path] = before
    }
    expect(
      (
        await (config.loginClient.kind === 'token' ? config.loginClient.token.readAgain() : undefined)
      )?.reveal(),
    ).toBe('the-token')
  })

  it('names every problem at once, with the setting and what it should be, and no value', async () => {
    const problems = await problemsOf({
      ...good,
      publicOrigin: 'https://value-1.example.com/path',
      projectId: undefined,
      valueless: 'value-2',
      store: { kind: 'value-3' },
      session: { idleSeconds: 'value-4' },
      loginClient: { token: { env: 'MISSING' } },
      scopes: ['profile', 'offline_access'],
      routes: [{ path: '/auth/x', upstream: 'https://api.example.com' }],
    })
    const settings = problems.map((text) => text.slice(0, text.indexOf(':')))
    expect(settings).toEqual(
      expect.arrayContaining([
        'publicOrigin',
        'projectId',
        'valueless',
        'store.kind',
        'session.idleSeconds',
        'loginClient.token',
        'scopes',
        'routes[0].path',
      ]),
    )
    expect(problems.join()).not.toContain('value-')
    expect(problems.find((text) => text.startsWith('session.idleSeconds'))).toContain('has ended')
    expect(problems.find((text) => text.startsWith('projectId'))).toContain('is missing')
  })

  it.each([
    ['a path in publicOrigin', { publicOrigin: 'https://a.example.com/app' }, 'publicOrigin'],
    ['a wildcard in publicOrigin', { publicOrigin: 'https://*.example.com' }, 'publicOrigin'],
    ['a user name in publicOrigin', { publicOrigin: 'https://u@a.example.com' }, 'publicOrigin'],
    ['a default port', { publicOrigin: 'https://a.example.com:443' }, 'publicOrigin'],
    ['a plain http issuer', { issuer: 'http://id.example.com', allowInsecureLoopback: true }, 'issuer'],
    [
      'a plain http publicOrigin',
      { publicOrigin: 'http://a.example.com', allowInsecureLoopback: true },
      'publicOrigin',
    ],
    [
      'plain http on loopback when nobody asked for it',
      { publicOrigin: 'http://localhost:8080' },
      'publicOrigin',
    ],
    [
      'a plain http upstream',
      { routes: [{ path: '/api', upstream: 'http://api.example.com' }] },
      'routes[0].upstream',
    ],
    [
      'a plain http issuer of logout tokens',
      { logoutToken: { issuers: ['http://primary.example.com'] } },
      'logoutToken.issuers[0]',
    ],
    ['logout tokens of any type', { logoutToken: { type: 'any' } }, 'logoutToken.type'],
    ['a cookie Domain', { cookies: { domain: 'example.com' } }, 'cookies.domain'],
    ['cookies that are not Secure', { cookies: { secure: false } }, 'cookies.secure'],
    ['CSRF off', { csrf: false }, 'csrf'],
    ['plain PKCE', { pkce: 'plain' }, 'pkce'],
    ['CORS', { cors: { origins: ['*'] } }, 'cors'],
    ['debug output', { logLevel: 'debug' }, 'logLevel'],
    ['no flow', { flows: [] }, 'flows'],
    ['flows left out', { flows: undefined }, 'flows'],
    ['an unknown flow', { flows: ['password_grant'] }, 'flows[0]'],
    ['a secret written inline', { loginClient: { token: 'inline' } }, 'loginClient'],
    ['a secret by file and environment at once', { clientKey: { file: 'a', env: 'B' } }, 'clientKey'],
    [
      'two keys with one id',
      {
        deploymentKeys: [
          { id: 'a', env: 'KEY_A' },
          { id: 'a', env: 'KEY_A' },
        ],
      },
      'deploymentKeys[1].id',
    ],
    [
      'two routes with one path',
      {
        routes: [
          { path: '/a', upstream: 'https://a.example' },
          { path: '/a', upstream: 'https://b.example' },
        ],
      },
      'routes[1].path',
    ],
    [
      'a route with an encoded path',
      { routes: [{ path: '/a%2fb', upstream: 'https://a.example' }] },
      'routes[0].path',
    ],
    [
      'an idle limit above the absolute one',
      { session: { idleSeconds: 100, absoluteSeconds: 99 } },
      'session.idleSeconds',
    ],
  ])('refuses %s (OPS-2)', async (_, change, setting) => {
    const problems = await problemsOf({ ...good, ...change })
    expect(problems.map((text) => text.slice(0, text.indexOf(':')))).toContain(setting)
  })

  it('takes plain http on loopback when it was asked for', async () => {
    const config = await load({
      ...good,
      publicOrigin: 'http://localhost:8080',
      issuer: 'http://127.0.0.1:9000',
      allowInsecureLoopback: true,
    })
    expect(config.publicOrigin).toBe('http://localhost:8080')
  })

  it('says of a flow that is planned that it is not in this version', async () => {
    expect(await problemsOf({ ...good, flows: ['back_channel', 'device'] })).toEqual([
      'flows[1]: device is not in this version; only back_channel is',
    ])
  })

  it.each([
    ['too short', 'YQ'],
    ['padded', `${Buffer.alloc(32, 7).toString('base64')}`],
    ['hex', Buffer.alloc(32, 7).toString('hex')],
  ])('refuses a deployment key that is %s', async (_, value) => {
    expect(await problemsOf(good, { env: { ...env, KEY_A: value } })).toEqual([
      'deploymentKeys[0]: should hold 32 random bytes in base64url (43 characters).',
    ])
  })

  it('does not quote a file that is not JSON', async () => {
    expect(await problemsOf('{"password": hunter2')).toEqual(['configuration: the file is not JSON.'])
  })

  it('has a JSON schema in which every setting has a description', () => {
    const schema = configJsonSchema()
    const properties = schema['properties'] as Record<string, { description?: string }>
    expect(schema['additionalProperties']).toBe(false)
    expect(Object.keys(properties).filter((name) => !properties[name]?.description)).toEqual([])
  })
})
