import { LoginError } from '@postern/login'
import { secureRandom } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { call } from './support/call.ts'
import { createGateway, type GatewayDeps } from '../src/index.ts'
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

  it('is not ready when the store cannot be read', async () => {
    const { healthPort, store } = await startGateway()
    store.get = async () => {
      throw new Error('locked')
    }
    expect((await call(healthPort, { path: '/readyz' })).status).toBe(503)
  })

  it('has nothing else, and the public listener has none of it', async () => {
    const { healthPort, browser } = await startGateway()
    expect((await call(healthPort, { path: '/auth/session' })).status).toBe(404)
    expect((await call(healthPort, { method: 'POST', path: '/healthz' })).status).toBe(405)
    for (const path of ['/healthz', '/readyz']) expect((await browser().send({ path })).status).toBe(404)
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
    const gate = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    engine.beforeProof = () => {
      reached.resolve()
      return gate.promise
    }
    engine.users = [{ loginName: 'a', password: 'b' }]
    const proof = page.prove({ method: 'password', loginName: 'a', password: 'b' })
    await reached.promise
    const closing = gateway.close()
    gate.resolve()
    expect((await proof).status).toBe(200)
    await closing
    await expect(page.session()).rejects.toThrow(/ECONNREFUSED/)
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
