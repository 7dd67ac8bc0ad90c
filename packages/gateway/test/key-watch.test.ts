import { LoginError } from '@postern/login'
import { describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import type { ScriptedEngine } from './support/scripted-engine.ts'
import { configOf, startGateway } from './support/start-gateway.ts'

const lookMs = 2_500

/** A gateway whose two keys lie in files. */
async function aGatewayOnKeyFiles() {
  const files: Record<string, string> = {
    '/client.json': 'client one',
    '/login-client.json': 'login client one',
  }
  /** Keys with which no login could be made. */
  const bad = new Set<string>()
  const tried: string[] = []
  let made: ScriptedEngine | undefined
  const gateway = await startGateway({
    config: { clientKey: { file: 'client.json' }, loginClient: { key: { file: 'login-client.json' } } },
    files,
    onEngine: (engine) => {
      made = engine
    },
    engine: ({ config }) => {
      const key = config.clientKey.reveal()
      tried.push(key)
      if (made === undefined) throw new Error('no engine')
      made.onReady = async () => {
        if (bad.has(key)) throw new LoginError('LOGIN_CLIENT_ROTATED', 'the issuer does not know it')
        return { loginClientExpiresAt: null }
      }
      return made
    },
  })
  const looks = () => gateway.waits.filter(({ ms }) => ms === lookMs).length
  await expect.poll(looks).toBe(1)
  return {
    ...gateway,
    files,
    bad,
    tried,
    async look(times = 1) {
      for (let done = 0; done < times; done += 1) {
        const before = looks()
        gateway.tick(lookMs)
        await expect.poll(looks).toBe(before + 1)
      }
    },
    stale: async () => /^postern_key_files_stale (\d)$/m.exec(await gateway.metrics())?.[1],
  }
}

describe('a key file', () => {
  it('that was replaced is in use after two looks, without a signal, and the trail names its setting (KEY-2)', async () => {
    const gateway = await aGatewayOnKeyFiles()
    gateway.files['/client.json'] = 'client two'
    await gateway.look()
    expect([gateway.tried, await gateway.stale()]).toEqual([['client one'], '1'])
    await gateway.look()
    expect([gateway.tried, await gateway.stale()]).toEqual([['client one', 'client two'], '0'])
    expect(gateway.events('gateway.keys_replaced')).toMatchObject([{ settings: ['clientKey'] }])

    gateway.files['/login-client.json'] = 'login client two'
    await gateway.look(5)
    expect(gateway.events('gateway.keys_replaced')).toMatchObject([{}, { settings: ['loginClient.key'] }])
    expect(gateway.events('gateway.reloaded')).toHaveLength(2)
  })

  it('that is just being written is left alone until two looks read the same', async () => {
    const gateway = await aGatewayOnKeyFiles()
    for (const part of ['c', 'cli', 'client t', 'client two']) {
      gateway.files['/client.json'] = part
      await gateway.look()
    }
    expect(gateway.tried).toEqual(['client one'])
    await gateway.look()
    expect(gateway.tried).toEqual(['client one', 'client two'])
  })

  it('that is missing for a while changes nothing, and is said once', async () => {
    const gateway = await aGatewayOnKeyFiles()
    delete gateway.files['/login-client.json']
    await gateway.look(3)
    expect(await gateway.stale()).toBe('1')
    const said = gateway.log.filter(({ settings, level }) => settings !== undefined && level === 'warn')
    expect(said).toMatchObject([{ settings: ['loginClient.key'] }])
    gateway.files['/login-client.json'] = 'login client one'
    await gateway.look()
    expect([await gateway.stale(), gateway.tried]).toEqual(['0', ['client one']])
  })

  it('with which no login could be made leaves the key before in use, and is tried again ever more seldom', async () => {
    const gateway = await aGatewayOnKeyFiles()
    gateway.bad.add('client two')
    gateway.files['/client.json'] = 'client two'
    await gateway.look(1 + 1 + 1 + 2 + 4)
    expect(gateway.tried).toEqual(['client one', ...Array.from({ length: 4 }, () => 'client two')])
    expect([await gateway.stale(), gateway.events('gateway.keys_replaced')]).toEqual(['1', []])
    expect(gateway.events('gateway.reload_refused')).toHaveLength(4)
    expect((await gateway.browser().session()).status).toBe(200)

    gateway.bad.clear()
    await gateway.look(8)
    expect(gateway.events('gateway.keys_replaced')).toMatchObject([{ settings: ['clientKey'] }])
    expect(await gateway.stale()).toBe('0')
  })

  it('goes into the configuration that is in use, not into the one that it was started with', async () => {
    const gateway = await aGatewayOnKeyFiles()
    const service = await aService((_, response) => response.end('there'))
    const keys = { clientKey: { file: 'client.json' }, loginClient: { key: { file: 'login-client.json' } } }
    const routes = [{ path: '/api', upstream: service.origin }]
    await gateway.gateway.reload(() => configOf({ ...keys, routes }, {}, gateway.files))
    gateway.files['/client.json'] = 'client two'
    await gateway.look(2)
    expect(gateway.events('gateway.keys_replaced')).toHaveLength(1)
    expect((await gateway.browser().send({ path: '/api/x' })).text).toBe('there')
  })
})
