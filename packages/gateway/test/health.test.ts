import { LoginError } from '@postern/login'
import { StoreError } from '@postern/store'
import { secureRandom } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { call } from './support/call.ts'
import { createGateway, type GatewayDeps } from '../src/index.ts'
import { holdProof } from './support/hold-proof.ts'
import { configOf, startGateway, type TestGateway } from './support/start-gateway.ts'

describe('the health listener', () => {
  it('says that the process lives', async () => {
    const { healthPort } = await startGateway()
    expect(await call(healthPort, { path: '/healthz' })).toMatchObject({
      status: 200,
      json: { status: 'ok' },
    })
  })

  it('says whether a login could be made, and not why it could not', async () => {
    const { healthPort, engine, clock, log } = await startGateway()
    expect(await call(healthPort, { path: '/readyz' })).toMatchObject({
      status: 200,
      json: { status: 'ready' },
    })
    engine.onReady = async () => {
      throw new LoginError('LOGIN_CLIENT_EXPIRED', 'the key expired')
    }
    clock.advance(2_000)
    const reply = await call(healthPort, { path: '/readyz' })
    expect(reply).toMatchObject({ status: 503, text: '{"status":"not_ready"}' })
    expect(log.find(({ message }) => message === 'not ready')).toMatchObject({
      err: { code: 'LOGIN_CLIENT_EXPIRED' },
    })
  })

  it.each(['put', 'get', 'delete'] as const)(
    'is not ready when the store fails to %s, and recovers by itself (OPS-1)',
    async (operation) => {
      const { healthPort, store, clock, log } = await startGateway()
      const works = store[operation]
      store[operation] = async () => {
        throw new StoreError('STORE_UNWRITABLE', 'read-only file system')
      }
      expect((await call(healthPort, { path: '/readyz' })).status).toBe(503)
      expect(log.find(({ message }) => message === 'not ready')).toMatchObject({
        check: 'store',
        err: { code: 'STORE_UNWRITABLE' },
      })
      Object.assign(store, { [operation]: works })
      clock.advance(2_000)
      expect((await call(healthPort, { path: '/readyz' })).status).toBe(200)
    },
  )

  it('leaves nothing in the store', async () => {
    const { healthPort, stored } = await startGateway()
    await call(healthPort, { path: '/readyz' })
    expect(await stored()).toEqual([])
  })

  it('does not wait for a store that does not answer (OPS-1)', async () => {
    const { healthPort, store, waits } = await startGateway()
    store.put = () => new Promise(() => undefined)
    const asked = call(healthPort, { path: '/readyz' })
    await expect.poll(() => waits.some(({ ms }) => ms === 5_000)).toBe(true)
    for (const { resolve } of waits) resolve()
    expect((await asked).status).toBe(503)
  })

  it('tells each reason once, however often it is asked, and tells when it is over', async () => {
    const { healthPort, engine, clock, log } = await startGateway()
    const ask = async () => {
      clock.advance(2_000)
      await call(healthPort, { path: '/readyz' })
    }
    const fails = (code: 'ISSUER_TIMEOUT' | 'ISSUER_BUSY') => async () => {
      throw new LoginError(code)
    }
    engine.onReady = fails('ISSUER_TIMEOUT')
    await ask()
    await ask()
    engine.onReady = fails('ISSUER_BUSY')
    await ask()
    await ask()
    engine.onReady = async () => ({ loginClientExpiresAt: null })
    await ask()
    await ask()
    engine.onReady = fails('ISSUER_BUSY')
    await ask()
    const told = log.filter(({ check }) => check !== undefined)
    expect(told.map(({ message, err }) => [message, (err as { code: string } | undefined)?.code])).toEqual([
      ['not ready', 'ISSUER_TIMEOUT'],
      ['not ready', 'ISSUER_BUSY'],
      ['ready again', undefined],
      ['not ready', 'ISSUER_BUSY'],
    ])
  })

  describe("and the login client's credential", () => {
    const day = 24 * 3600_000
    const endingIn = async (ms: number) => {
      const gateway = await startGateway()
      const loginClientExpiresAt = gateway.clock.now() + ms
      gateway.engine.onReady = async () => ({ loginClientExpiresAt }) as never
      const { status } = await call(gateway.healthPort, { path: '/readyz' })
      const seconds = /^postern_login_client_expires_seconds (.*)$/m.exec(await gateway.metrics())?.[1]
      const warned = gateway.log.filter(({ expiresAt }) => expiresAt === loginClientExpiresAt)
      return { ...gateway, status, seconds: Number(seconds), warned: warned.map(({ days }) => days) }
    }

    it('is not ready from the very millisecond at which it ends', async () => {
      expect(await endingIn(0)).toMatchObject({ status: 503, seconds: 0, warned: [] })
      expect(await endingIn(1)).toMatchObject({ status: 200, seconds: 0.001, warned: [0] })
    })

    it('warns from fourteen days before it ends, and not earlier', async () => {
      expect(await endingIn(14 * day)).toMatchObject({ status: 200, seconds: 14 * 86_400, warned: [] })
      expect(await endingIn(14 * day - 1)).toMatchObject({ status: 200, warned: [13] })
    })

    it('is warned of once a day', async () => {
      const { healthPort, clock, log } = await endingIn(10 * day)
      for (let hours = 0; hours < 48; hours += 8) {
        clock.advance(8 * 3600_000)
        await call(healthPort, { path: '/readyz' })
      }
      expect(log.filter(({ days }) => days !== undefined).map(({ days }) => days)).toEqual([10, 9, 8])
    })
  })

  it('has nothing else, and the public listener has none of it', async () => {
    const { healthPort, browser } = await startGateway()
    expect((await call(healthPort, { path: '/auth/session' })).status).toBe(404)
    expect((await call(healthPort, { method: 'POST', path: '/healthz' })).status).toBe(405)
    for (const path of ['/healthz', '/readyz', '/metrics'])
      expect((await browser().send({ path })).status).toBe(404)
  })
})

describe('the start', () => {
  it('leaves no listener behind when a port is taken', async () => {
    const first = await startGateway()
    const free = await startGateway()
    await free.gateway.close()
    const config = await configOf({ listen: { port: first.port }, health: { port: free.healthPort } })
    const second = await createGateway(config, { ...aGatewayDeps(first), store: first.store })
    await expect(second.listen()).rejects.toThrow(/EADDRINUSE/)
    await expect(call(free.healthPort, { path: '/healthz' })).rejects.toThrow(/ECONNREFUSED/)
    await second.close()
  })
})

describe('the end', () => {
  it('lets requests under way end, then takes none', async () => {
    const { gateway, browser, engine } = await startGateway()
    const page = browser()
    await page.begin()
    const held = holdProof(engine)
    engine.users = [{ loginName: 'a', password: 'b' }]
    const proof = page.prove({ method: 'password', loginName: 'a', password: 'b' })
    await held.reached
    const closing = gateway.close()
    held.release()
    expect((await proof).status).toBe(200)
    await closing
    await expect(page.session()).rejects.toThrow(/ECONNREFUSED/)
  })
})

describe('the drain', () => {
  it('says no at /readyz first, serves meanwhile, and closes when the time is over', async () => {
    const { gateway, browser, healthPort, waits } = await startGateway({
      config: { stop: { drainSeconds: 20 } },
    })
    expect((await call(healthPort, { path: '/readyz' })).status).toBe(200)
    const closing = gateway.close()
    const drain = waits.find(({ ms }) => ms === 20_000)
    expect((await call(healthPort, { path: '/readyz' })).json).toEqual({ status: 'not_ready' })
    expect((await call(healthPort, { path: '/healthz' })).status).toBe(200)
    expect((await browser().session()).status).toBe(200)
    drain?.resolve()
    await closing
    await expect(browser().session()).rejects.toThrow(/ECONNREFUSED/)
    await expect(call(healthPort, { path: '/healthz' })).rejects.toThrow(/ECONNREFUSED/)
  })
})

const aGatewayDeps = ({ engine, clock, store }: TestGateway): GatewayDeps => ({
  createEngine: () => engine,
  store,
  now: clock.now,
  randomBytes: secureRandom,
  logDestination: { write: () => undefined },
  createPool: () => {
    throw new Error('no routes')
  },
})
