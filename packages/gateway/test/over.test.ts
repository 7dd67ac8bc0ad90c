import { LoginError } from '@postern/login'
import { sqliteStore } from '@postern/store'
import { stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import { aStoreFile, endedAt, replicas } from './support/replicas.ts'
import { ada, startGateway, type TestGateway } from './support/start-gateway.ts'

const tidyMs = 30_000
const minute = 60_000
const session = { idleSeconds: 3_600, absoluteSeconds: 7_200, touchSeconds: 0, policyCheckSeconds: 86_400 }

const inRunsOf =
  <T>(gateways: readonly TestGateway[], look: () => T) =>
  (): T => {
    for (const { tick } of gateways) {
      tick(tidyMs)
      tick(5_000)
    }
    return look()
  }

/** A run that began after this has also ended. */
async function aRunOf({ tick, waits }: TestGateway): Promise<void> {
  const runs = () => waits.filter(({ ms }) => ms === tidyMs).length
  const before = runs()
  tick(tidyMs)
  await expect.poll(runs).toBeGreaterThan(before)
}

describe('a session that is over and that nobody asks for (BFF-8)', () => {
  it('ends at ZITADEL too, within two minutes of its idle limit', async () => {
    const gateway = await startGateway({ config: { session } })
    await gateway.browser().logIn(ada)
    gateway.clock.advance(3_600_000 - 1)
    await aRunOf(gateway)
    expect(gateway.events('session.ended')).toEqual([])
    gateway.clock.advance(minute + 1)
    await expect.poll(inRunsOf([gateway], () => gateway.engine.ended)).toEqual(['zitadel-session-1'])
    expect(gateway.events('session.ended')).toMatchObject([
      { by: 'idle', subject: `subject-of-${ada.loginName}` },
    ])
    expect((await gateway.stored()).filter(({ key }) => key.startsWith('session/'))).toEqual([])
  })

  it('lives on while it is used, and ends at its absolute limit', async () => {
    const service = await aService()
    const gateway = await startGateway({
      config: { session, routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }] },
    })
    const page = gateway.browser()
    await page.logIn(ada)
    for (let steps = 0; steps < 3; steps += 1) {
      gateway.clock.advance(2_400_000 - 1)
      await aRunOf(gateway)
      expect((await page.send({ path: '/api/x' })).status).toBe(200)
    }
    gateway.clock.advance(minute + 3)
    await expect.poll(inRunsOf([gateway], () => gateway.engine.ended)).toEqual(['zitadel-session-1'])
    expect(gateway.events('session.ended')).toMatchObject([{ by: 'absolute' }])
  })

  it('is found at the start, however long nobody ran', async () => {
    const clock = stoppedClock()
    const file = aStoreFile()
    const start = () =>
      startGateway({ clock, config: { session }, store: () => sqliteStore({ file, now: clock.now }) })
    const first = await start()
    for (let count = 0; count < 3; count += 1) await first.browser().logIn(ada)
    await first.gateway.close()
    clock.advance(7_200_000 + 86_400_000 - 1)
    const second = await start()
    await expect.poll(inRunsOf([second], () => second.engine.ended.length)).toBe(3)
    expect(second.events('session.ended')).toHaveLength(3)
  })

  it('ends once, when several processes find it at the same time', async () => {
    const gateways = await replicas({ config: { session }, more: 1 })
    const [one] = gateways
    for (let count = 0; count < 20; count += 1) await one.browser().logIn(ada)
    one.clock.advance(3_600_000 + minute)
    await expect.poll(inRunsOf(gateways, () => endedAt(gateways).length)).toBe(20)
    for (const gateway of gateways) await aRunOf(gateway)
    expect(endedAt(gateways)).toEqual([...new Set(endedAt(gateways))])
    expect(gateways.flatMap(({ events }) => events('session.ended'))).toHaveLength(20)
  })

  it('is found behind records that cannot be opened', async () => {
    const gateway = await startGateway({ config: { session } })
    await gateway.browser().logIn(ada)
    await gateway.browser().logIn(ada)
    const [broken] = (await gateway.stored()).filter(({ key }) => key.startsWith('session/'))
    if (broken === undefined) throw new Error('nothing was stored')
    const { key, version, expiresAt, indexes } = broken
    await gateway.store.put(key, new Uint8Array(9), { if: { version }, expiresAt, indexes })
    gateway.clock.advance(3_600_000 + minute)
    await expect.poll(inRunsOf([gateway], () => gateway.engine.ended.length)).toBe(1)
    await aRunOf(gateway)
    expect((await gateway.stored()).filter((entry) => entry.key.startsWith('session/'))).toEqual([])
  })
})

describe('attempts that nobody will finish', () => {
  it('are undone at the start and every thirty seconds: what they made at ZITADEL ends for good', async () => {
    const told: string[] = []
    const gateway = await startGateway()
    gateway.engine.onRecover = async (end) => {
      told.push('asked')
      await end('zitadel-session-of-an-attempt')
      return { undone: 1, left: 0 }
    }
    await expect
      .poll(inRunsOf([gateway], () => gateway.engine.ended))
      .toEqual(['zitadel-session-of-an-attempt'])
    expect(told.length).toBeGreaterThan(0)
  })

  it('take the session along that was stored for one of them', async () => {
    const gateway = await startGateway()
    const page = gateway.browser()
    await page.logIn(ada)
    gateway.engine.onRecover = async (end) => {
      await end('zitadel-session-1')
      return { undone: 1, left: 0 }
    }
    await expect.poll(inRunsOf([gateway], () => gateway.engine.ended)).toEqual(['zitadel-session-1'])
    expect((await page.session()).json).toEqual({ session: null })
    expect(gateway.events('session.ended')).toMatchObject([{ by: 'recovery' }])
  })

  it('are tried again when it failed, and keep nobody from the next run', async () => {
    const gateway = await startGateway({ config: { session } })
    let asked = 0
    gateway.engine.onRecover = async () => {
      asked += 1
      throw new LoginError('ISSUER_UNREACHABLE')
    }
    await aRunOf(gateway)
    await aRunOf(gateway)
    expect(asked).toBeGreaterThan(1)
    await gateway.browser().logIn(ada)
    gateway.clock.advance(3_600_000 + minute)
    await expect.poll(inRunsOf([gateway], () => gateway.engine.ended)).toEqual(['zitadel-session-1'])
  })
})
