import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../errors.ts'
import { loadConfig } from './load-config.ts'
import { loginSettingsOf } from './login-settings.ts'

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs1',
  format: 'pem',
})
const keyFile = (type: string, keyId: string) =>
  JSON.stringify({ type, keyId, key: pem, userId: 'u', appId: 'a', clientId: 'c' })

async function aConfig(loginClient = keyFile('serviceaccount', 'one')) {
  const files: Record<string, string> = {
    '/client.json': keyFile('application', 'k'),
    '/login-client.json': loginClient,
    '/key': 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
    '/config.json': JSON.stringify({
      publicOrigin: 'https://news.example.com',
      issuer: 'https://id.example.com',
      clientKey: { file: 'client.json' },
      projectId: '42',
      loginClient: { key: { file: 'login-client.json' } },
      flows: ['back_channel'],
      store: { kind: 'memory' },
      deploymentKeys: [{ id: 'a', file: 'key' }],
    }),
  }
  const readFile = async (path: string) => files[path] ?? Promise.reject(new Error('no such file'))
  return { files, config: await loadConfig('/config.json', { env: {}, readFile }) }
}

describe("the login client's credential", () => {
  it('is read again each time it is asked for, and stays what it was while it cannot be, which is told without what was read', async () => {
    const { files, config } = await aConfig()
    const problems: unknown[] = []
    const { loginClient } = loginSettingsOf(config, (error) => problems.push(error))
    const keyId = async () => {
      const credential = typeof loginClient === 'function' ? await loginClient() : loginClient
      return credential.kind === 'key' ? credential.key.keyId : undefined
    }
    expect(await keyId()).toBe('one')
    files['/login-client.json'] = keyFile('serviceaccount', 'two')
    expect(await keyId()).toBe('two')
    for (const broken of ['', 'canary-text-1', '{"type":"canary-text-1"}']) {
      files['/login-client.json'] = broken
      expect(await keyId()).toBe('two')
    }
    expect(problems.map((problem) => problem instanceof GatewayError && problem.code)).toEqual(
      Array.from({ length: 3 }, () => 'CONFIGURATION_INVALID'),
    )
    expect(problems.map(String).join()).not.toContain('canary')
  })

  it('must be a key file when the configuration is read: that is not put off', async () => {
    const { config } = await aConfig('{}')
    expect(() => loginSettingsOf(config)).toThrow('loginClient.key: is not a key file as ZITADEL writes it.')
  })
})
