import { memoryStore, type Store } from '@postern/store'
import { secureRandom, stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import type { Reply } from './support/call.ts'
import { ada, startGateway, type TestGateway } from './support/start-gateway.ts'

const sessionCookie = '__Host-postern'
const rotateMs = 3_600_000
const graceMs = 60_000

const limits = {
  idleSeconds: 30 * 86_400,
  absoluteSeconds: 90 * 86_400,
  policyCheckSeconds: 86_400,
  rotateSeconds: rotateMs / 1000,
  rotationGraceSeconds: graceMs / 1000,
}

/** A gateway, a page that is logged in, and browsers that hold whichever handle they are given. */
async function aGateway(options: Parameters<typeof startGateway>[0] = {}) {
  const service = await aService((request, response) => {
    if (request.url === '/api/cut') request.destroy()
    else response.writeHead(200, { 'set-cookie': `${sessionCookie}=planted` }).end('ok')
  })
  const gateway = await startGateway({
    ...options,
    config: {
      routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }],
      session: limits,
      ...options.config,
    },
  })
  gateway.engine.tokenLifeMs = 365 * 86_400_000
  const page = gateway.browser()
  return { ...gateway, page }
}

type AGateway = Awaited<ReturnType<typeof aGateway>>

/** One request with a handle, without a cookie jar. */
function bring({ browser }: Pick<TestGateway, 'browser'>, handle: string, path = '/api/x'): Promise<Reply> {
  const page = browser()
  page.cookies.set(sessionCookie, handle)
  return page.send({ path })
}

const givenBy = ({ setCookies }: Reply): string | undefined => {
  const [cookie] = setCookies.filter((line) => line.startsWith(`${sessionCookie}=`))
  return cookie === undefined ? undefined : /=([\w-]*);/.exec(cookie)?.[1]
}

const handleOf = ({ page }: Pick<AGateway, 'page'>): string => page.cookies.get(sessionCookie) ?? ''

/** Logged in, and the handle old enough to be replaced. */
async function aDueHandle(gateway: AGateway): Promise<string> {
  await gateway.page.logIn(ada)
  gateway.clock.advance(rotateMs)
  return handleOf(gateway)
}

async function aRotation(gateway: AGateway): Promise<{ readonly old: string; readonly fresh: string }> {
  const old = await aDueHandle(gateway)
  return { old, fresh: givenBy(await bring(gateway, old)) ?? '' }
}

describe('a handle', () => {
  it.each(['/api/x', '/auth/session'])(
    'is replaced when it is old, at the very millisecond, by %s',
    async (path) => {
      const gateway = await aGateway()
      await gateway.page.logIn(ada)
      gateway.clock.advance(rotateMs - 1)
      expect((await bring(gateway, handleOf(gateway), path)).setCookies).toEqual([])
      gateway.clock.advance(1)
      const reply = await bring(gateway, handleOf(gateway), path)
      expect(reply.status).toBe(200)
      expect(reply.setCookies).toEqual([
        expect.stringMatching(/^__Host-postern=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/),
      ])
      expect(reply.headers['cache-control']).toBe('no-store')
      expect(givenBy(reply)).not.toBe(handleOf(gateway))
      expect(gateway.events('session.handle_rotated')).toHaveLength(1)
    },
  )

  it('is replaced beside an answer that failed, too', async () => {
    const gateway = await aGateway()
    const reply = await bring(gateway, await aDueHandle(gateway), '/api/cut')
    expect(reply.status).toBe(502)
    expect(givenBy(reply)).toMatch(/^[\w-]{43}$/)
  })

  it('is replaced once by many requests at the same time: all get the same new one', async () => {
    const gateway = await aGateway()
    const old = await aDueHandle(gateway)
    const replies = await Promise.all(Array.from({ length: 50 }, () => bring(gateway, old)))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(replies.map(givenBy)).size).toBe(1)
    expect(gateway.events('session.handle_rotated')).toHaveLength(1)
  })

  it('goes on as long as its successor was not used: a lost Set-Cookie loses nothing, however long the browser pauses', async () => {
    const gateway = await aGateway()
    const { old, fresh } = await aRotation(gateway)
    for (let day = 0; day < 20; day += 1) {
      gateway.clock.advance(86_400_000)
      const reply = await bring(gateway, old)
      expect([reply.status, givenBy(reply)]).toEqual([200, fresh])
    }
    expect(gateway.events('session.handle_rotated')).toHaveLength(1)
    expect((await bring(gateway, fresh)).status).toBe(200)
  })

  it.each(['/api/x', '/auth/session'])(
    'stops when its grace is over, which begins with the first use of its successor by %s',
    async (path) => {
      const gateway = await aGateway()
      const { old, fresh } = await aRotation(gateway)
      gateway.clock.advance(5 * graceMs)
      await bring(gateway, fresh, path)
      gateway.clock.advance(graceMs - 1)
      const reply = await bring(gateway, old)
      expect([reply.status, reply.setCookies]).toEqual([200, []])
      gateway.clock.advance(1)
      expect((await bring(gateway, old)).status).toBe(401)
      expect((await bring(gateway, fresh)).status).toBe(200)
    },
  )

  it('is one of two at most, however often it is replaced and whoever brings which', async () => {
    const gateway = await aGateway()
    await gateway.page.logIn(ada)
    const handles = [handleOf(gateway)]
    for (let round = 0; round < 40; round += 1) {
      gateway.clock.advance(round % 3 === 0 ? graceMs / 2 : rotateMs)
      for (const handle of handles.slice(-3)) {
        const given = givenBy(await bring(gateway, handle))
        if (given !== undefined && !handles.includes(given)) handles.push(given)
      }
      const [session] = (await gateway.stored()).filter(({ key }) => key.startsWith('session/'))
      expect(session?.indexes.filter((term) => term.startsWith('handle:')).length).toBeLessThanOrEqual(2)
      expect((await bring(gateway, handles.at(-1) ?? '')).status).toBe(200)
    }
    expect(handles.length).toBeGreaterThan(10)
  })

  it('is never one that a service sets (PROXY-4)', async () => {
    const gateway = await aGateway()
    await gateway.page.logIn(ada)
    expect((await gateway.page.send({ path: '/api/x' })).setCookies).toEqual([])
  })

  it('is replaced once by two gateways on one store', async () => {
    const clock = stoppedClock()
    const store = memoryStore({ now: clock.now })
    const shared = { clock, store: (): Store => ({ ...store, close: async () => undefined }) }
    const [one, other] = [await aGateway(shared), await aGateway(shared)]
    const old = await aDueHandle(one)
    const replies = await Promise.all([one, other, one, other, other].map((each) => bring(each, old)))
    expect(new Set(replies.map(givenBy)).size).toBe(1)
    const rotated = [...one.events('session.handle_rotated'), ...other.events('session.handle_rotated')]
    expect(rotated).toHaveLength(1)
  })
})

describe('a handle and its successor', () => {
  const waiting = async (gateway: AGateway): Promise<readonly string[]> => {
    const { old, fresh } = await aRotation(gateway)
    return [old, fresh]
  }
  const graced = async (gateway: AGateway): Promise<readonly string[]> => {
    const handles = await waiting(gateway)
    await bring(gateway, handles[1] ?? '')
    return handles
  }
  const states = [
    ['before the first use of the new one', waiting],
    ['in the grace of the old one', graced],
  ] as const

  const dead = async (gateway: AGateway, handles: readonly string[]) => {
    for (const handle of handles) {
      expect((await bring(gateway, handle)).status).toBe(401)
      expect((await bring(gateway, handle, '/auth/session')).json).toEqual({ session: null })
    }
  }

  it.each(states)('stop at once when the user logs in again %s (FIX-1)', async (_, make) => {
    const gateway = await aGateway()
    const handles = await make(gateway)
    for (const handle of handles) expect((await bring(gateway, handle)).status).toBe(200)
    await gateway.page.logIn(ada)
    await dead(gateway, handles)
    expect((await gateway.page.send({ path: '/api/x' })).status).toBe(200)
    expect(handles).not.toContain(handleOf(gateway))
  })

  it.each(states)('stay dead after a logout by either %s (FIX-5)', async (_, make) => {
    for (const which of [0, 1]) {
      const gateway = await aGateway()
      const handles = await make(gateway)
      gateway.page.cookies.set(sessionCookie, handles[which] ?? '')
      await gateway.page.logOut()
      await dead(gateway, handles)
      expect(gateway.engine.ended).toEqual(['zitadel-session-1'])
    }
  })

  it.each(states)('stay dead when the session is over %s (BFF-8)', async (_, make) => {
    const gateway = await aGateway()
    const handles = await make(gateway)
    gateway.clock.advance(30 * 86_400_000)
    await dead(gateway, handles)
    gateway.clock.advance(-30 * 86_400_000)
    await dead(gateway, handles)
    expect(gateway.events('session.ended')).toMatchObject([{ by: 'idle' }])
  })

  it('do not come back by a rotation that races with a logout (LOGOUT-IS-FINAL)', async () => {
    const gateway = await aGateway()
    const old = await aDueHandle(gateway)
    const [, ...replies] = await Promise.all([
      gateway.page.logOut(),
      ...Array.from({ length: 20 }, () => bring(gateway, old)),
    ])
    await dead(gateway, [old, ...replies.map(givenBy).filter((given) => given !== undefined)])
    expect((await gateway.stored()).filter(({ key }) => key.startsWith('session/'))).toEqual([])
  })
})

describe('rotating the deployment key (KEY-2, KEY-3)', () => {
  const env = {
    KEY_A: Buffer.from(secureRandom(32)).toString('base64url'),
    KEY_B: Buffer.from(secureRandom(32)).toString('base64url'),
  }
  const [a, b] = [
    { id: 'a', env: 'KEY_A' },
    { id: 'b', env: 'KEY_B' },
  ]

  /** Gateways one after the other on one store, as restarts with other keys are. */
  async function aDeployment() {
    const clock = stoppedClock()
    const store = memoryStore({ now: clock.now })
    return {
      clock,
      withKeys: (...deploymentKeys: readonly object[]) =>
        aGateway({
          clock,
          env,
          store: () => ({ ...store, close: async () => undefined }),
          config: { deploymentKeys },
        }),
    }
  }

  it('logs nobody out while the old key is kept, and seals under the new one from then on', async () => {
    const { withKeys } = await aDeployment()
    const before = await withKeys(a)
    await before.page.logIn(ada)
    const both = await withKeys(b, a)
    expect((await bring(both, handleOf(before))).status).toBe(200)
    await both.page.logIn(ada)
    const alone = await withKeys(b)
    expect((await bring(alone, handleOf(both))).status).toBe(200)
  })

  it('moves a session to the new key when it is used: the old key can go, and nobody notices', async () => {
    const { withKeys } = await aDeployment()
    const before = await withKeys(a)
    await before.page.logIn(ada)
    const both = await withKeys(b, a)
    const old = handleOf(before)
    const fresh = givenBy(await bring(both, old)) ?? ''
    const alone = await withKeys(b)
    for (const handle of [old, fresh]) expect((await bring(alone, handle)).status).toBe(200)
    expect(givenBy(await bring(alone, fresh))).toBeUndefined()
  })

  it('ends the sessions of a key that was taken out, and says so in the audit trail', async () => {
    const { withKeys } = await aDeployment()
    const before = await withKeys(a)
    await before.page.logIn(ada)
    const alone = await withKeys(b)
    const reply = await bring(alone, handleOf(before))
    expect([reply.status, reply.json['code']]).toEqual([401, 'SESSION_REQUIRED'])
    expect(alone.events('session.record_unreadable')).toMatchObject([{ code: 'DEPLOYMENT_KEY_UNKNOWN' }])
    expect((await bring(alone, handleOf(before), '/auth/session')).json).toEqual({ session: null })
  })

  it('leaves no session under the old key when the absolute limit has passed since', async () => {
    const { withKeys, clock } = await aDeployment()
    const before = await withKeys(a)
    await before.page.logIn(ada)
    const both = await withKeys(b, a)
    clock.advance(limits.absoluteSeconds * 1000)
    expect((await bring(both, handleOf(before))).status).toBe(401)
    expect((await both.stored()).filter(({ key }) => key.startsWith('session/'))).toEqual([])
  })
})
