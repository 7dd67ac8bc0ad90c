import { LoginError } from '@postern/login'
import { StoreError } from '@postern/store'
import { describe, expect, it } from 'vitest'
import { aService, type AService } from './support/a-service.ts'
import type { Browser } from './support/browser.ts'
import { openStream, type OpenStream } from './support/open-stream.ts'
import { replicas } from './support/replicas.ts'
import { ada, startGateway, type TestGateway, totpUser } from './support/start-gateway.ts'

const watchMs = 1_500
const limits = { idleSeconds: 3_600, absoluteSeconds: 7_200, policyCheckSeconds: 300 }

/** A service whose answers go on until the connection is cut. */
async function aStreamingService(): Promise<AService & { readonly cut: () => number }> {
  let cut = 0
  const service = await aService((request, response) => {
    response.on('close', () => {
      cut += 1
    })
    if (request.url?.endsWith('/silent') === true) return
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: first\n\n')
  })
  return { ...service, cut: () => cut }
}

interface Watching {
  readonly service: AService & { readonly cut: () => number }
  readonly gateway: TestGateway
  /** Another process of the same deployment. */
  readonly other: TestGateway
  readonly page: Browser
  readonly stream: OpenStream
  /** A look at the open sessions that began after this has also ended. */
  readonly look: () => Promise<void>
}

async function aStream(session: object = limits): Promise<Watching> {
  const service = await aStreamingService()
  const config = {
    session,
    settingsCacheSeconds: 0,
    routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }],
  }
  const [gateway, other] = await replicas({ config })
  const page = gateway.browser()
  await page.logIn(ada)
  const stream = await openStream(gateway, page, '/api/events')
  expect(stream.status).toBe(200)
  const looks = () => gateway.waits.filter(({ ms }) => ms === watchMs).length
  const look = async () => {
    const before = looks()
    gateway.tick(watchMs)
    await expect.poll(looks).toBeGreaterThan(before)
  }
  return { service, gateway, other, page, stream, look }
}

describe('an answer that goes on under a session (PROXY-8, LOGOUT-IS-FINAL)', () => {
  it('is cut off on both sides when the session ends in this process', async () => {
    const { page, stream, service } = await aStream()
    await page.logOut()
    expect(await stream.end).toBe('cut')
    await expect.poll(service.cut).toBe(1)
  })

  it('is cut off at the next look when another process has ended the session', async () => {
    const { other, page, stream, look } = await aStream()
    const elsewhere = other.browser()
    for (const [name, value] of page.cookies) elsewhere.cookies.set(name, value)
    await elsewhere.logOut()
    await look()
    expect(await stream.end).toBe('cut')
  })

  it('goes on as long as its session, and is not touched by the end of another', async () => {
    const { gateway, stream, page, look } = await aStream()
    const other = gateway.browser()
    await other.logIn(totpUser)
    await other.prove({ method: 'totp', code: totpUser.code })
    await other.logOut()
    await look()
    const silent = Promise.race([stream.end, page.session().then(() => 'open')])
    expect(await silent).toBe('open')
  })

  it('is no reason to end anything when it has ended itself', async () => {
    const service = await aService()
    const gateway = await startGateway({
      config: { routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }] },
    })
    const page = gateway.browser()
    await page.logIn(ada)
    await page.send({ path: '/api/x' })
    const { get } = gateway.store
    const looked: string[] = []
    gateway.store.get = async (key) => {
      looked.push(key)
      return get(key)
    }
    const looks = () => gateway.waits.filter(({ ms }) => ms === watchMs).length
    const before = looks()
    gateway.tick(watchMs)
    await expect.poll(looks).toBeGreaterThan(before)
    expect(looked).toEqual([])
  })

  it.each([
    ['idle', 3_600_000, limits],
    ['absolute', 1_800_000, { ...limits, absoluteSeconds: 1_800, idleSeconds: 1_800 }],
  ])('is cut off when the session has reached its %s limit (BFF-8)', async (by, ms, session) => {
    const { gateway, stream, look } = await aStream({ ...session, policyCheckSeconds: 86_400 })
    gateway.clock.advance(ms - 1)
    await look()
    expect(gateway.events('session.ended')).toEqual([])
    gateway.clock.advance(1)
    await look()
    expect(await stream.end).toBe('cut')
    expect(gateway.events('session.ended')).toMatchObject([{ by }])
  })

  it('is a use: its session is judged every policyCheckSeconds, once, without moving the idle limit (POLICY-NOW)', async () => {
    const { gateway, page, look } = await aStream()
    gateway.clock.advance(299_999)
    await look()
    expect(gateway.engine.judged).toEqual([])
    gateway.clock.advance(1)
    const gate = Promise.withResolvers<[]>()
    gateway.engine.onJudge = () => gate.promise
    await look()
    await look()
    expect(gateway.engine.judged).toEqual([
      {
        zitadelSessionId: 'zitadel-session-1',
        subject: `subject-of-${ada.loginName}`,
        organizationId: 'org-1',
        authTime: gateway.clock.now() - 300_000,
      },
    ])
    gate.resolve([])
    await expect.poll(async () => (await page.session()).json['session']).not.toBeNull()
    await look()
    expect(gateway.engine.judged).toHaveLength(1)
    const { idleExpiresAt } = (await page.session()).json['session'] as { idleExpiresAt: number }
    expect(idleExpiresAt).toBe(gateway.clock.now() - 300_000 + 3_600_000)
  })

  it('is cut off when the policy does not let its session go on', async () => {
    const { gateway, stream, look, page } = await aStream()
    gateway.clock.advance(300_000)
    const gate = Promise.withResolvers<void>()
    gateway.engine.onJudge = async () => {
      await gate.promise
      return [{ type: 'user_refused', reason: 'locked' }]
    }
    await look()
    await look()
    gate.resolve()
    expect(await stream.end).toBe('cut')
    expect(gateway.events('session.judged_insufficient')).toMatchObject([{ missing: [{ reason: 'locked' }] }])
    expect((await page.session()).json).toEqual({ session: null })
  })

  it('is cut off when the policy cannot be asked, and its session waits (OPS-1)', async () => {
    const { gateway, stream, look, page } = await aStream()
    gateway.clock.advance(300_000)
    gateway.engine.onJudge = async () => {
      throw new LoginError('ISSUER_UNREACHABLE')
    }
    await look()
    expect(await stream.end).toBe('cut')
    gateway.engine.onJudge = async () => []
    expect((await page.session()).json['session']).not.toBeNull()
  })

  it('is cut off when the store cannot be asked (OPS-1)', async () => {
    const { gateway, stream, look, page } = await aStream()
    const { get } = gateway.store
    gateway.store.get = async () => {
      throw new StoreError('STORE_BUSY')
    }
    await look()
    expect(await stream.end).toBe('cut')
    gateway.store.get = get
    expect((await page.session()).json['session']).not.toBeNull()
  })

  it('becomes a 401 when there is no answer yet', async () => {
    const { gateway, page, service } = await aStream()
    const silent = openStream(gateway, page, '/api/silent')
    await expect.poll(() => service.requests.length).toBe(2)
    await page.logOut()
    expect((await silent).status).toBe(401)
    await expect.poll(service.cut).toBe(2)
  })

  it('is never asked for when it still waits for a connection to the service', async () => {
    const service = await aStreamingService()
    const gateway = await startGateway({
      config: {
        routes: [{ path: '/api', upstream: service.origin, token: 'access_token', connections: 1 }],
      },
    })
    const page = gateway.browser()
    const other = gateway.browser()
    await other.logIn(totpUser)
    await other.prove({ method: 'totp', code: totpUser.code })
    await page.logIn(ada)
    const first = await openStream(gateway, other, '/api/events')
    const queued = openStream(gateway, page, '/api/events')
    await expect.poll(() => gateway.log.filter(({ event }) => event === 'session.started').length).toBe(2)
    await page.send({ path: '/auth/session' })
    await page.logOut()
    expect((await queued).status).toBe(401)
    await other.logOut()
    expect(await first.end).toBe('cut')
    expect(service.requests).toHaveLength(1)
  })
})
