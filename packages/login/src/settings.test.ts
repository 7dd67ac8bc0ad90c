import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkSettings, type LoginSettings } from './settings.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const good: LoginSettings = {
  issuer: 'https://zitadel.example',
  application: { keyId: '1', clientId: '2', privateKey },
  redirectUri: 'https://app.example/auth/callback',
  projectId: '3',
  loginClient: { kind: 'personal_access_token', token: 'pat' },
  sessionLifetimeSeconds: 3600,
}

describe('settings', () => {
  it('are strict where nothing is said', () => {
    expect(checkSettings(good)).toMatchObject({
      allowPlainHttpOnLoopback: false,
      requireVerifiedEmail: true,
      attemptLifetimeSeconds: 600,
      maxProofs: 10,
      logoutIssuers: [],
      logoutTokenMaxSeconds: 960,
      clientAssertionType: 'client-authentication+jwt',
    })
  })

  it.each([
    ['plain http', { issuer: 'http://zitadel.example' }],
    ['plain http to this machine without the switch (DISC-2)', { issuer: 'http://localhost:8080' }],
    [
      'plain http to another machine with the switch',
      { issuer: 'http://zitadel.example', allowPlainHttpOnLoopback: true },
    ],
    ['an issuer with a query', { issuer: 'https://zitadel.example?x' }],
    ['a redirect URI on plain http', { redirectUri: 'http://app.example/callback' }],
    ['a redirect URI with a fragment', { redirectUri: 'https://app.example/#x' }],
    ['scopes without openid', { scopes: ['profile'] }],
    ['a refresh token (AUTHZ-9)', { scopes: ['openid', 'offline_access'] }],
    ['a scope with a space', { scopes: ['openid', 'a b'] }],
    ['no project', { projectId: '' }],
    ['a logout issuer on plain http', { logoutIssuers: ['http://primary.example'] }],
    ['logout tokens of no life', { logoutTokenMaxSeconds: 0 }],
    ['a login origin with a path', { loginOrigins: ['https://login.example/ui'] }],
    ['a login origin without TLS', { loginOrigins: ['http://login.example'] }],
    ['no lifetime', { sessionLifetimeSeconds: 0 }],
    ['half an attempt', { attemptLifetimeSeconds: 0.5 }],
    ['no proofs', { maxProofs: 0 }],
    ['an endless time limit', { callTimeoutMs: Number.POSITIVE_INFINITY }],
    ['a negative cache', { policyCacheSeconds: -1 }],
  ] satisfies [string, Partial<LoginSettings>][])('are refused with %s', (_, changes) => {
    expect(() => checkSettings({ ...good, ...changes })).toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID' }),
    )
  })

  it('may be plain http on this machine when the switch says so', () => {
    const local = {
      issuer: 'http://localhost:8080',
      redirectUri: 'http://localhost:9090/cb',
      allowPlainHttpOnLoopback: true,
    }
    expect(checkSettings({ ...good, ...local }).issuer).toBe('http://localhost:8080')
  })
})
