import { LoginError } from '@postern/login'
import { memoryStore, sqliteStore, StoreError } from '@postern/store'
import { stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import { aStoreFile, endedAt, replicas } from './support/replicas.ts'
import { ada, startGateway, type TestGateway } from './support/start-gateway.ts'

const cookieName = '__Host-postern'
const roundMs = 5_000
const claimMs = 60_000
const down = async (): Promise<void> => {
  throw new LoginError('ISSUER_UNREACHABLE')
}

/** Lets rounds of the outbox pass until something is so. */
const inRoundsOf =
  <T>(gateways: readonly TestGateway[], look: () => T) =>
  (): T => {
    for (const { tick } of gateways) tick(roundMs)
    return look()
  }

/** A round that began after this has also ended. */
async function aRoundOf({ tick, waits }: TestGateway): Promise<void> {
  const rounds = () => waits.filter(({ ms }) => ms === roundMs).length
  const before = rounds()
  tick(roundMs)
  await expect.poll(rounds).toBeGreaterThan(before)
}

const sessionsIn = async ({ stored }: TestGateway) =>
  (await stored()).filter(({ key }) => key.startsWith('session/'))

describe('the end of a session (LOGOUT-IS-FINAL)', () => {
  it('is durable first, then the record is removed, then ZITADEL is told', async () => {
    const { browser, engine, store } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    const order: string[] = []
    const { put, delete: remove } = store
    store.put = async (key, value, options) => {
      const result = await put(key, value, options)
      order.push(`put ${key.replace(/\/.*/, '')}`)
      return result
    }
    store.delete = async (key, options) => {
      const result = await remove(key, options)
      order.push(`delete ${key.replace(/\/.*/, '')}`)
      return result
    }
    engine.onEnd = async () => void order.push('told')
    await page.logOut()
    expect(order).toEqual(['put note:ended', 'delete session', 'told', 'put note:ended'])
  })

  it('loses nothing when it cannot be made durable: nothing is removed, and the user is told (OPS-1)', async () => {
    const { browser, engine, store } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    const { put } = store
    store.put = async (key, value, options) => {
      if (key.startsWith('note:')) throw new StoreError('STORE_FULL')
      return put(key, value, options)
    }
    const reply = await page.logOut()
    expect([reply.status, reply.json['code'], reply.setCookies]).toEqual([503, 'STORE_FULL', []])
    expect(engine.ended).toEqual([])
    expect((await page.session()).json['session']).not.toBeNull()
    store.put = put
    expect((await page.logOut()).status).toBe(204)
    expect(engine.ended).toEqual(['zitadel-session-1'])
  })

  it('is finished behind when the record could not be removed at first', async () => {
    const gateway = await startGateway()
    const { browser, engine, store, clock } = gateway
    const page = browser()
    await page.logIn(ada)
    const { delete: remove } = store
    store.delete = async () => {
      throw new StoreError('STORE_BUSY')
    }
    expect((await page.logOut()).status).toBe(503)
    store.delete = remove
    clock.advance(claimMs)
    await expect.poll(inRoundsOf([gateway], () => engine.ended)).toEqual(['zitadel-session-1'])
    expect(await sessionsIn(gateway)).toEqual([])
  })

  it('holds on every replica when it was answered: the cookie is nothing there (FIX-5)', async () => {
    const service = await aService()
    const config = { routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }] }
    const [one, other] = await replicas({ config })
    const page = one.browser()
    await page.logIn(ada)
    const elsewhere = other.browser()
    elsewhere.cookies.set(cookieName, page.cookies.get(cookieName) ?? '')
    expect((await elsewhere.send({ path: '/api/x' })).status).toBe(200)
    await page.logOut()
    expect((await elsewhere.send({ path: '/api/x' })).status).toBe(401)
    expect((await elsewhere.session()).json).toEqual({ session: null })
    expect(service.requests).toHaveLength(1)
  })

  it('lets no request through that begins after its answer, of fifty that run beside it', async () => {
    const service = await aService()
    const config = { routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }] }
    const [one, other] = await replicas({ config })
    const page = one.browser()
    await page.logIn(ada)
    const cookie = page.cookies.get(cookieName) ?? ''
    const send = async (at: number) => {
      const asking = (at % 2 === 0 ? one : other).browser()
      asking.cookies.set(cookieName, cookie)
      return asking.send({ path: `/api/${at}` }).catch(() => ({ status: 0 }))
    }
    const before = Array.from({ length: 25 }, (_, at) => send(at))
    const logOut = page.logOut()
    const beside = Array.from({ length: 25 }, (_, at) => send(at))
    expect((await logOut).status).toBe(204)
    const passed = service.requests.length
    const after = await Promise.all(Array.from({ length: 10 }, (_, at) => send(at)))
    expect(after.map(({ status }) => status)).toEqual(after.map(() => 401))
    for (const { status } of await Promise.all([...before, ...beside]))
      expect([200, 401, 0]).toContain(status)
    expect(service.requests.length).toBe(passed)
  })

  it('wins against a renewal that comes back later', async () => {
    const service = await aService()
    const gateway = await startGateway({
      config: {
        routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }],
        session: { idleSeconds: 86_400, policyCheckSeconds: 86_400 },
      },
    })
    gateway.engine.tokenLifeMs = 3600_000
    const page = gateway.browser()
    await page.logIn(ada)
    gateway.clock.advance(2 * 3600_000)
    const gate = Promise.withResolvers<void>()
    gateway.engine.onRenew = async (_, usual) => {
      await gate.promise
      return usual()
    }
    const waiting = Array.from({ length: 10 }, () => page.send({ path: '/api/x' }))
    await expect.poll(() => gateway.engine.renewals.length).toBe(1)
    const leaving = gateway.browser()
    leaving.cookies.set(cookieName, page.cookies.get(cookieName) ?? '')
    expect((await leaving.logOut()).status).toBe(204)
    gate.resolve()
    for (const { status } of await Promise.all(waiting)) expect(status).toBe(401)
    expect([service.requests, await sessionsIn(gateway)]).toEqual([[], []])
  })

  it.each(['written', 'being written'])(
    'wins against a login whose record is just %s when the issuer says that it is over',
    async (moment) => {
      const gateway = await startGateway()
      const { browser, call, engine, store } = gateway
      engine.onLogoutToken = async () => ({
        issuer: 'http://localhost:9000',
        subject: null,
        zitadelSessionId: 'zitadel-session-1',
        tokenId: 'token-1',
        expiresAt: gateway.clock.now() + 900_000,
      })
      const sayOver = () =>
        call({
          method: 'POST',
          path: '/auth/backchannel-logout',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: 'logout_token=a.b.c',
        })
      const { put } = store
      store.put = async (key, value, options) => {
        if (!key.startsWith('session/')) return put(key, value, options)
        store.put = put
        if (moment === 'being written') await sayOver()
        const result = await put(key, value, options)
        if (moment === 'written') await sayOver()
        return result
      }
      const page = browser()
      const reply = await page.logIn(ada)
      expect([reply.status, reply.json['code']]).toEqual([401, 'SESSION_ENDED'])
      expect(page.cookies.has(cookieName)).toBe(false)
      expect(await sessionsIn(gateway)).toEqual([])
    },
  )

  it('of all sessions of a user ends the login too that is under way meanwhile, and not the next one', async () => {
    const gateway = await startGateway()
    const [leaving, arriving] = [gateway.browser(), gateway.browser()]
    await leaving.logIn(ada)
    const { put } = gateway.store
    gateway.store.put = async (key, value, options) => {
      if (!key.startsWith('session/')) return put(key, value, options)
      gateway.store.put = put
      gateway.clock.advance(1)
      expect((await leaving.send({ method: 'DELETE', path: '/auth/sessions' })).status).toBe(204)
      return put(key, value, options)
    }
    const reply = await arriving.logIn(ada)
    expect([reply.status, reply.json['code']]).toEqual([401, 'SESSION_ENDED'])
    expect(await sessionsIn(gateway)).toEqual([])
    expect((await arriving.logIn(ada)).status).toBe(200)
  })

  it('stays known for as long as a record of it could lie in the store, and no longer', async () => {
    const { browser, clock, stored } = await startGateway({ config: { session: { absoluteSeconds: 7_200 } } })
    const page = browser()
    await page.logIn(ada)
    await page.logOut()
    const marks = async () => (await stored()).filter(({ key }) => key.startsWith('note:ended/')).length
    clock.advance(7_200_000 + 86_400_000 - 1)
    expect(await marks()).toBe(1)
    clock.advance(1)
    expect(await marks()).toBe(0)
  })
})

describe('what ZITADEL has still to be told (LOGOUT-2)', () => {
  /** Somebody has logged out while ZITADEL was down, so often. */
  async function leftBehind(count: number, start = () => startGateway()): Promise<TestGateway> {
    const gateway = await start()
    gateway.engine.onEnd = down
    for (let ended = 0; ended < count; ended += 1) {
      const page = gateway.browser()
      await page.logIn(ada)
      await page.logOut()
    }
    return gateway
  }

  it('is one entry for each ZITADEL session, however often it is asked for', async () => {
    const gateway = await leftBehind(1)
    const page = gateway.browser()
    const leaving = Array.from({ length: 5 }, () => page.logOut())
    await Promise.all(leaving)
    expect((await gateway.stored()).filter(({ key }) => key.startsWith('note:ended/'))).toHaveLength(1)
  })

  it('is told by another process, or by the next run on the same file', async () => {
    const clock = stoppedClock()
    const file = aStoreFile()
    const start = () => startGateway({ clock, store: () => sqliteStore({ file, now: clock.now }) })
    const first = await leftBehind(3, start)
    await first.gateway.close()
    expect(first.engine.ended).toEqual([])
    clock.advance(600_000)
    const second = await start()
    await expect.poll(() => second.engine.ended.length).toBe(3)
  })

  it('is told by somebody else when the one who was at it was killed, after a minute', async () => {
    const [killed, other] = await replicas()
    const page = killed.browser()
    await page.logIn(ada)
    killed.engine.onEnd = () => new Promise(() => undefined)
    const logOut = page.logOut()
    await expect.poll(() => killed.waits.some(({ ms }) => ms === 3_000)).toBe(true)
    killed.tick(3_000)
    await logOut
    killed.clock.advance(claimMs - 1)
    await aRoundOf(other)
    expect(other.engine.ended).toEqual([])
    killed.clock.advance(1)
    await expect.poll(inRoundsOf([other], () => other.engine.ended)).toEqual(['zitadel-session-1'])
  })

  it('is told once by several processes that look at the same time', async () => {
    const gateways = await replicas({ more: 1 })
    const [one] = gateways
    for (const { engine } of gateways) engine.onEnd = down
    for (let ended = 0; ended < 20; ended += 1) {
      const page = one.browser()
      await page.logIn(ada)
      await page.logOut()
    }
    for (const { engine } of gateways) engine.onEnd = async () => undefined
    one.clock.advance(1_000)
    await expect.poll(inRoundsOf(gateways, () => endedAt(gateways).length)).toBe(20)
    for (const gateway of gateways) await aRoundOf(gateway)
    expect(endedAt(gateways)).toEqual([...new Set(endedAt(gateways))])
  })

  it('does not wait for one that ZITADEL refuses, or never answers', async () => {
    const gateway = await leftBehind(12)
    const { engine, clock, tick } = gateway
    engine.onEnd = async (id) => {
      if (id === 'zitadel-session-1') throw new TypeError('refused for ever')
      if (Number(id.slice(16)) <= 9) await new Promise(() => undefined)
    }
    clock.advance(1_000)
    tick(roundMs)
    await expect
      .poll(() => [tick(30_000), engine.ended.toSorted()])
      .toEqual([undefined, ['zitadel-session-10', 'zitadel-session-11', 'zitadel-session-12']])
  })

  it('is tried again after growing pauses, of ten minutes at most, without end', async () => {
    const gateway = await leftBehind(1)
    let tries = 0
    gateway.engine.onEnd = async () => {
      tries += 1
      return down()
    }
    for (const [at, pause] of [1, 5, 30, 120, 600, 600, 600].entries()) {
      gateway.clock.advance(pause * 1000 - 1)
      await aRoundOf(gateway)
      expect([pause, tries]).toEqual([pause, at])
      gateway.clock.advance(1)
      await aRoundOf(gateway)
      expect([pause, tries]).toEqual([pause, at + 1])
    }
    gateway.engine.onEnd = async () => undefined
    gateway.clock.advance(600_000)
    await expect.poll(inRoundsOf([gateway], () => gateway.engine.ended)).toEqual(['zitadel-session-1'])
    await aRoundOf(gateway)
    expect(tries).toBe(7)
  })

  it('is tried once more when the gateway ends, because a store in memory ends with it', async () => {
    const gateway = await leftBehind(2)
    gateway.engine.onEnd = async () => undefined
    await gateway.gateway.close()
    expect(gateway.engine.ended.toSorted()).toEqual(['zitadel-session-1', 'zitadel-session-2'])
  })

  it('lies in the store without a name or an id that could be read', async () => {
    const clock = stoppedClock()
    const store = memoryStore({ now: clock.now })
    const gateway = await leftBehind(1, () => startGateway({ clock, store: () => store }))
    const dump = (await gateway.stored()).map(({ key, value, indexes }) =>
      [key, Buffer.from(value).toString('latin1'), ...indexes].join(' '),
    )
    expect(dump.join('\n')).not.toMatch(/zitadel-session-1|ada@example/)
  })
})
