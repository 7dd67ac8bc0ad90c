import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { checkConfig } from '../src/commands/check-config.ts'
import { aTerminal } from './support/a-terminal.ts'

const key = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString()
const applicationKey = { type: 'application', keyId: '1', key, appId: '2', clientId: '3' }
const serviceKey = {
  type: 'serviceaccount',
  keyId: '4',
  key,
  userId: '5',
  expirationDate: '2035-01-01T00:00:00Z',
}

/** A folder with a configuration of which all is right. */
function aConfiguration(changes: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'postern-check-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value), {
      mode: 0o600,
    })
  write('client.json', applicationKey)
  write('login-client.json', serviceKey)
  write('deployment.key', randomBytes(32).toString('base64url'))
  write('gateway.json', {
    publicOrigin: 'https://news.example.com',
    issuer: 'https://zitadel.example.com',
    projectId: '1',
    clientKey: { file: 'client.json' },
    loginClient: { key: { file: 'login-client.json' } },
    flows: ['back_channel'],
    store: { kind: 'sqlite', file: 'sessions.sqlite' },
    deploymentKeys: [{ id: 'first', file: 'deployment.key' }],
    ...changes,
  })
  return {
    folder,
    write,
    async check(json = true) {
      const terminal = aTerminal()
      let reason: unknown = null
      await checkConfig({ config: join(folder, 'gateway.json'), online: false, json }, terminal).catch(
        (error: { reason: string }) => {
          reason = error.reason
        },
      )
      const findings = json
        ? (
            JSON.parse(terminal.lines[0] ?? '') as {
              findings: { level: string; setting: string; text: string }[]
            }
          ).findings
        : []
      return {
        reason,
        findings,
        settings: findings.map(({ level, setting }) => `${level} ${setting}`).toSorted(),
        seen: terminal.seen(),
      }
    },
  }
}

describe('postern check-config', () => {
  it('finds nothing in a configuration of which all is right', async () => {
    const { check } = aConfiguration()
    expect(await check()).toMatchObject({ reason: null, findings: [] })
    expect((await check(false)).seen).toBe('The configuration is good.')
  })

  it('says everything at once: settings, keys and files, each by the path of its setting', async () => {
    const { write, check } = aConfiguration({
      session: { idleSeconds: 0 },
      routes: [{ path: 'api', upstream: 'https://api.example.com' }],
      store: { kind: 'sqlite', file: 'nowhere/sessions.sqlite' },
      app: { directory: 'nowhere' },
      secret: 'of nobody',
    })
    write('client.json', { ...applicationKey, type: 'serviceaccount' })
    write('login-client.json', 'no JSON but a secret')
    const { reason, settings, seen } = await check()
    expect(reason).toBe('configuration')
    expect(settings).toEqual([
      'error clientKey',
      'error loginClient.key',
      'error routes[0].path',
      'error secret',
      'error session.idleSeconds',
      'error store',
      'warning app.directory',
    ])
    expect(seen).not.toContain('no JSON but')
    expect(seen).not.toContain('of nobody')
  })

  it('says which files are missing, and what is no configuration at all', async () => {
    const { folder, write, check } = aConfiguration()
    rmSync(join(folder, 'client.json'))
    expect((await check()).settings).toEqual(['error clientKey'])
    write('gateway.json', '{"publicOrigin": "a-secret')
    const { settings, seen } = await check()
    expect(settings).toEqual(['error configuration'])
    expect(seen).not.toContain('a-secret')
  })

  it.each([
    ['2001-01-01T00:00:00Z', 'error'],
    [new Date(Date.now() + 3 * 86_400_000).toISOString(), 'warning'],
  ])('says of a key that ends at %s that it is an %s', async (expirationDate, level) => {
    const { write, check } = aConfiguration()
    write('login-client.json', { ...serviceKey, expirationDate })
    const { settings, reason } = await check()
    expect(settings).toEqual([`${level} loginClient.key`])
    expect(reason).toBe(level === 'error' ? 'configuration' : null)
  })

  it.skipIf(process.platform === 'win32')(
    'warns of a secret that others can read, and refuses what others can write, also over a link (KEY-1)',
    async () => {
      const { folder, check } = aConfiguration()
      const at = (name: string): string => join(folder, name)
      chmodSync(at('client.json'), 0o644)
      expect(await check()).toMatchObject({ reason: null, settings: ['warning clientKey'] })
      chmodSync(at('client.json'), 0o600)
      chmodSync(at('gateway.json'), 0o644)
      expect((await check()).settings).toEqual([])
      chmodSync(at('gateway.json'), 0o664)
      expect(await check()).toMatchObject({ reason: 'configuration', settings: ['error configuration'] })
      chmodSync(at('gateway.json'), 0o600)
      mkdirSync(at('..data'))
      writeFileSync(at('..data/key'), readFileSync(at('deployment.key')))
      chmodSync(at('..data/key'), 0o622)
      rmSync(at('deployment.key'))
      symlinkSync('..data/key', at('deployment.key'))
      expect((await check()).settings).toEqual(['error deploymentKeys[0]'])
    },
  )
})
