import { LoginError } from '@postern/login'
import { describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import { ada, startGateway, type TestGateway } from './support/start-gateway.ts'

const hour = 3600_000

/** Access tokens of one hour, sessions of a day, and a service that says which token it got. */
async function aGateway() {
  const service = await aService((request, response) => response.end(request.headers.authorization))
  const gateway = await startGateway({
    config: {
      routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }],
      session: { idleSeconds: 86_400, absoluteSeconds: 86_400, policyCheckSeconds: 86_400 },
    },
  })
  gateway.engine.tokenLifeMs = hour
  const page = gateway.browser()
  await page.logIn(ada)
  const tokenSeen = async () => (await page.send({ path: '/api/token' })).text
  return { ...gateway, service, page, tokenSeen }
}

const bearer = ({ engine }: Pick<TestGateway, 'engine'>, index: number) =>
  `Bearer ${engine.tokens[index * 2]}`

describe('renewing tokens', () => {
  it('begins when a tenth of the life of the token is left, and not before', async () => {
    const gateway = await aGateway()
    gateway.clock.advance(hour - 360_001)
    expect(await gateway.tokenSeen()).toBe(bearer(gateway, 0))
    expect(gateway.engine.renewals).toHaveLength(0)
    gateway.clock.advance(1)
    await gateway.tokenSeen()
    expect(gateway.engine.renewals).toHaveLength(1)
  })

  it('lets the old token serve meanwhile, once for all callers, and the new one afterwards', async () => {
    const gateway = await aGateway()
    gateway.clock.advance(hour - 100_000)
    const gate = Promise.withResolvers<void>()
    gateway.engine.onRenew = async (_, usual) => {
      await gate.promise
      return usual()
    }
    const seen = await Promise.all([gateway.tokenSeen(), gateway.tokenSeen(), gateway.tokenSeen()])
    expect(new Set(seen)).toEqual(new Set([bearer(gateway, 0)]))
    expect(gateway.engine.renewals).toHaveLength(1)
    gate.resolve()
    await expect.poll(() => gateway.events('session.renewed').length).toBe(1)
    expect(await gateway.tokenSeen()).toBe(bearer(gateway, 1))
    expect(gateway.engine.renewals).toHaveLength(1)
  })

  it('makes callers wait when the old token is over, and gives all of them the new one', async () => {
    const gateway = await aGateway()
    gateway.clock.advance(2 * hour)
    const seen = await Promise.all([gateway.tokenSeen(), gateway.tokenSeen(), gateway.tokenSeen()])
    expect(new Set(seen)).toEqual(new Set([bearer(gateway, 1)]))
    expect(gateway.engine.renewals).toHaveLength(1)
  })

  it('asks with what the engine needs to judge the session', async () => {
    const gateway = await aGateway()
    const authTime = gateway.clock.now()
    gateway.clock.advance(2 * hour)
    await gateway.tokenSeen()
    expect(gateway.engine.renewals).toEqual([
      {
        zitadelSessionId: 'zitadel-session-1',
        subject: `subject-of-${ada.loginName}`,
        organizationId: 'org-1',
        authTime,
      },
    ])
  })

  it.each(['SESSION_ENDED', 'LOGIN_INSUFFICIENT', 'ACCESS_REFUSED'] as const)(
    'ends the session when refused with %s',
    async (code) => {
      const gateway = await aGateway()
      gateway.clock.advance(hour - 100_000)
      gateway.engine.onRenew = async () => {
        throw new LoginError(code)
      }
      await gateway.tokenSeen()
      await expect.poll(() => gateway.engine.ended).toEqual(['zitadel-session-1'])
      expect((await gateway.page.send({ path: '/api/token' })).status).toBe(401)
      expect(gateway.events('session.ended')).toMatchObject([{ by: 'renewal' }])
    },
  )

  it('goes on with the old token after a failure, tries again after a pause, and says so when none is left (OPS-1)', async () => {
    const gateway = await aGateway()
    gateway.clock.advance(hour - 100_000)
    gateway.engine.onRenew = async () => {
      throw new LoginError('ISSUER_UNREACHABLE')
    }
    expect(await gateway.tokenSeen()).toBe(bearer(gateway, 0))
    await expect.poll(() => gateway.events('session.renewal_failed').length).toBe(1)
    expect(await gateway.tokenSeen()).toBe(bearer(gateway, 0))
    expect(gateway.engine.renewals).toHaveLength(1)
    gateway.clock.advance(5000)
    await gateway.tokenSeen()
    expect(gateway.engine.renewals).toHaveLength(2)
    gateway.clock.advance(100_000)
    const reply = await gateway.page.send({ path: '/api/token' })
    expect([reply.status, reply.json['code']]).toEqual([503, 'SESSION_UNRENEWED'])
    gateway.engine.onRenew = async (_, usual) => usual()
    expect(await gateway.tokenSeen()).toBe(bearer(gateway, 1))
  })

  it('is dropped when the session was ended meanwhile: nothing brings it back (LOGOUT-IS-FINAL)', async () => {
    const gateway = await aGateway()
    gateway.clock.advance(hour - 100_000)
    const gate = Promise.withResolvers<void>()
    gateway.engine.onRenew = async (_, usual) => {
      await gate.promise
      return usual()
    }
    await gateway.tokenSeen()
    const cookie = gateway.page.cookies.get('__Host-postern') ?? ''
    await gateway.page.logOut()
    gate.resolve()
    gateway.page.cookies.set('__Host-postern', cookie)
    expect((await gateway.page.send({ path: '/api/token' })).status).toBe(401)
    expect((await gateway.stored()).filter(({ key }) => key.startsWith('session/'))).toEqual([])
  })

  it('refuses the tokens of another session', async () => {
    const gateway = await aGateway()
    gateway.clock.advance(2 * hour)
    gateway.engine.onRenew = async (_, usual) => ({ ...usual(), subject: 'somebody-else' })
    expect((await gateway.page.send({ path: '/api/token' })).status).toBe(401)
    expect(gateway.engine.ended).toEqual(['zitadel-session-1'])
  })

  it('does not move the absolute limit', async () => {
    const gateway = await aGateway()
    for (let hours = 1; hours < 24; hours += 1) {
      gateway.clock.advance(hour)
      await gateway.tokenSeen()
    }
    gateway.clock.advance(hour - 1)
    expect((await gateway.page.send({ path: '/api/token' })).status).toBe(200)
    gateway.clock.advance(1)
    expect((await gateway.page.send({ path: '/api/token' })).status).toBe(401)
  })
})

describe('the limits of a session in use (BFF-8)', () => {
  it('count from the last use as it was written, at most every touchSeconds', async () => {
    const service = await aService()
    const gateway = await startGateway({
      config: {
        routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }],
        session: { idleSeconds: 100, absoluteSeconds: 250, touchSeconds: 30, policyCheckSeconds: 86_400 },
      },
    })
    const page = gateway.browser()
    await page.logIn(ada)
    const status = async () => (await page.send({ path: '/api/x' })).status
    const idleExpiresAt = async () =>
      ((await page.session()).json['session'] as { idleExpiresAt: number }).idleExpiresAt
    const start = gateway.clock.now()
    gateway.clock.advance(29_999)
    await status()
    expect(await idleExpiresAt()).toBe(start + 100_000)
    gateway.clock.advance(1)
    await status()
    expect(await idleExpiresAt()).toBe(start + 130_000)
    gateway.clock.advance(99_999)
    expect(await status()).toBe(200)
    gateway.clock.advance(99_999)
    expect(await status()).toBe(200)
    expect(await idleExpiresAt()).toBe(start + 250_000)
    gateway.clock.advance(20_001)
    expect(gateway.clock.now()).toBe(start + 249_999)
    expect(await status()).toBe(200)
    gateway.clock.advance(1)
    expect(await status()).toBe(401)
    expect(gateway.events('session.ended')).toMatchObject([{ by: 'absolute' }])
    expect(gateway.engine.ended).toEqual(['zitadel-session-1'])
  })
})
