import { request as send } from 'node:http'
import { LoginError } from '@postern/login'
import { secureRandom } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import { aSocketRoute, closeOf, messageOf, opened } from './support/a-web-socket.ts'
import { holdProof } from './support/hold-proof.ts'
import { ada, configOf, startGateway, type TestGateway } from './support/start-gateway.ts'

const anotherKey = Buffer.from(secureRandom(32)).toString('base64url')
const first = { id: 'test', env: 'DEPLOYMENT_KEY' }
const second = { id: 'second', env: 'SECOND_KEY' }

const reloadWith = ({ gateway }: TestGateway, changes: object) =>
  gateway.reload(() => configOf(changes, { SECOND_KEY: anotherKey }))

const api = (origin: string, more: object = {}) => ({ path: '/api', upstream: origin, ...more })

describe('a reload', () => {
  it('puts routes, limits and the level of the log into use without a restart', async () => {
    const [one, other] = [
      await aService((_, response) => response.end('one')),
      await aService((_, response) => response.end('other')),
    ]
    const gateway = await startGateway({ config: { routes: [api(one.origin)] } })
    const page = gateway.browser()
    expect((await page.send({ path: '/api/x' })).text).toBe('one')
    const attempts = { openPerAddress: 1 }
    expect(await reloadWith(gateway, { routes: [api(other.origin)], attempts, logLevel: 'warn' })).toBe(
      'reloaded',
    )
    expect((await page.send({ path: '/api/x' })).text).toBe('other')
    expect([(await page.begin()).status, (await gateway.browser().begin()).status]).toEqual([201, 429])
    const answered = gateway.log.filter(({ message }) => message === 'answered').length
    await page.session()
    expect(gateway.log.filter(({ message }) => message === 'answered')).toHaveLength(answered)
  })

  it('keeps every session, and what is still to be ended at ZITADEL, which the new engine ends', async () => {
    const gateway = await startGateway()
    const [page, leaver] = [gateway.browser(), gateway.browser()]
    await page.logIn(ada)
    await leaver.logIn(ada)
    gateway.engine.onEnd = async () => {
      throw new LoginError('ISSUER_UNREACHABLE')
    }
    expect((await leaver.logOut()).status).toBe(204)
    expect(await reloadWith(gateway, {})).toBe('reloaded')
    gateway.clock.advance(1_000)
    await expect
      .poll(() => {
        gateway.tick(5_000)
        return gateway.engines[1]?.ended
      })
      .toEqual(['zitadel-session-2'])
    expect((await page.session()).json['session']).toMatchObject({ loginName: ada.loginName })
  })

  it('leaves every gauge at what it was: nothing is forgotten, and nothing counted twice (OPS-3)', async () => {
    const { open, page, browser, gateway, engine, clock, tick, metrics } = await aSocketRoute()
    opened(await open())
    const leaver = browser()
    await leaver.logIn(ada)
    engine.onEnd = async () => {
      throw new LoginError('ISSUER_UNREACHABLE')
    }
    await leaver.logOut()
    clock.advance(500)
    const state = async () =>
      (await metrics()).match(
        /^postern_(?:sessions_held|requests_under_way|outbox_entries|outbox_oldest_seconds|ready) .*$/gm,
      )
    await expect
      .poll(async () => {
        tick(5_000)
        return state()
      })
      .toEqual([
        'postern_sessions_held 1',
        'postern_requests_under_way 1',
        'postern_outbox_entries 1',
        'postern_outbox_oldest_seconds 0.5',
        'postern_ready 1',
      ])
    const before = await state()
    expect(await gateway.reload(() => configOf({}))).toBe('reloaded')
    expect(await state()).toEqual(before)
    expect((await page.session()).status).toBe(200)
    expect(await state()).toEqual(before)
  })

  it('lets requests under way and open streams end on the runtime that they began on', async () => {
    const streams: { end: (text: string) => void }[] = []
    const service = await aService((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('begun,')
      streams.push(response)
    })
    const gateway = await startGateway({ config: { routes: [api(service.origin)] } })
    const stream = openStream(gateway.port, '/api/stream')
    await stream.begun
    const held = holdProof(gateway.engine)
    let closed = 0
    gateway.engine.close = async () => {
      closed += 1
    }
    const proving = gateway.browser().logIn(ada)
    await held.reached
    expect(await reloadWith(gateway, { routes: [] })).toBe('reloaded')
    expect((await gateway.browser().send({ path: '/api/x' })).status).toBe(404)
    held.release()
    expect((await proving).status).toBe(200)
    expect(closed).toBe(0)
    streams[0]?.end('ended')
    expect(await stream.text).toBe('begun,ended')
    await expect.poll(() => closed).toBe(1)
  })

  it('that finds anything wrong leaves the old configuration in use, names every problem, and is counted', async () => {
    const service = await aService()
    const gateway = await startGateway({ config: { routes: [api(service.origin)] } })
    const wrong = {
      routes: [api('http://elsewhere.example')],
      session: { idleSeconds: 0 },
      deploymentKeys: [],
    }
    expect(await reloadWith(gateway, wrong)).toBe('refused')
    const line = gateway.log.find(({ level, problems }) => level === 'error' && problems !== undefined)
    const problems = (line?.['problems'] ?? []) as readonly string[]
    const settings = problems.map((problem) => problem.slice(0, problem.indexOf(':')))
    expect(settings.toSorted()).toEqual(['deploymentKeys', 'routes[0].upstream', 'session.idleSeconds'])
    expect(gateway.events('gateway.reload_refused')).toMatchObject([{ code: 'CONFIGURATION_INVALID' }])
    expect((await gateway.browser().send({ path: '/api/x' })).status).toBe(200)
    expect(await gateway.metrics()).toContain('postern_reloads_total{outcome="refused"} 1')
  })

  it.each([
    ['listen', { listen: { port: 1 } }],
    ['health', { health: { host: '127.0.0.2', port: 0 } }],
    ['store', { store: { kind: 'sqlite', file: 'other.sqlite' } }],
    ['publicOrigin', { publicOrigin: 'http://localhost:8081' }],
  ])('refuses by name to change %s, and changes nothing else either', async (setting, change) => {
    const service = await aService()
    const gateway = await startGateway()
    expect(await reloadWith(gateway, { ...change, routes: [api(service.origin)] })).toBe('refused')
    expect(gateway.log.find(({ problems }) => problems !== undefined)).toMatchObject({
      problems: [`${setting}: cannot change while the gateway runs; restart it.`],
    })
    expect((await gateway.browser().send({ path: '/api/x' })).status).toBe(404)
    expect(gateway.engines).toHaveLength(1)
  })

  it('is refused when no login could be made with it, and closes what it built', async () => {
    let closed = 0
    let isGood = true
    const gateway = await startGateway({
      onEngine: (engine) => {
        engine.close = async () => void (closed += 1)
        const wasGood = isGood
        engine.onReady = async () => {
          if (!wasGood) throw new LoginError('LOGIN_CLIENT_OVERPRIVILEGED', 'it may iam.write')
          return { loginClientExpiresAt: null }
        }
      },
    })
    isGood = false
    expect(await reloadWith(gateway, {})).toBe('refused')
    expect([closed, gateway.engines.length]).toEqual([1, 2])
    expect(gateway.events('gateway.reload_refused')).toMatchObject([{ code: 'LOGIN_CLIENT_OVERPRIVILEGED' }])
    await gateway.gateway.ready()
  })

  it('says of what it weakens what a start says, in the log and in the audit trail (K-2, OPS-2)', async () => {
    const gateway = await startGateway()
    const before = gateway.log.length
    await reloadWith(gateway, { emailVerificationRequired: false })
    const notices = gateway.log.slice(before).flatMap(({ notice }) => notice ?? [])
    expect(notices).toEqual(['back_channel_flow', 'insecure_loopback', 'email_unverified', 'memory_store'])
    expect(gateway.events('gateway.reloaded')).toMatchObject([{ flows: ['back_channel'], weakened: notices }])
  })

  it('waits for the one before it, and takes what the files say by then', async () => {
    const gateway = await startGateway()
    const gate = Promise.withResolvers<void>()
    const order: string[] = []
    const slow = gateway.gateway.reload(async () => {
      order.push('slow began')
      await gate.promise
      order.push('slow ended')
      return configOf({})
    })
    const quick = gateway.gateway.reload(() => {
      order.push('quick')
      return configOf({})
    })
    gate.resolve()
    expect(await Promise.all([slow, quick])).toEqual(['reloaded', 'reloaded'])
    expect(order).toEqual(['slow began', 'slow ended', 'quick'])
  })

  it('that is still under way when the gateway ends is refused', async () => {
    const gateway = await startGateway()
    const gate = Promise.withResolvers<void>()
    const reloading = gateway.gateway.reload(async () => {
      await gate.promise
      return configOf({})
    })
    const closing = gateway.gateway.close()
    gate.resolve()
    expect(await reloading).toBe('refused')
    await closing
  })
})

describe('a web socket after a reload', () => {
  /** Opened before a reload that takes its route away; `closed` counts the engines of before that were closed. */
  async function anOldSocket() {
    const world = await aSocketRoute()
    let closed = 0
    world.engine.close = async () => void (closed += 1)
    const socket = opened(await world.open())
    expect(await world.gateway.reload(() => configOf({}))).toBe('reloaded')
    expect(await world.open()).toMatchObject({ status: 501 })
    const echoed = messageOf(socket)
    socket.send('still there')
    expect(String(await echoed)).toBe('still there')
    expect(closed).toBe(0)
    return { ...world, socket, closed: () => closed }
  }

  it('goes on until it is over, and what served it is closed then', async () => {
    const { socket, closed } = await anOldSocket()
    socket.close()
    await expect.poll(closed).toBe(1)
  })

  it('ends with its session, here or by another process (PROXY-8)', async () => {
    const one = await anOldSocket()
    const code = closeOf(one.socket)
    await one.page.logOut()
    expect(await code).toBe(3000)
    await expect.poll(one.closed).toBe(1)

    const other = await anOldSocket()
    const [session] = (await other.stored()).filter(({ key }) => key.startsWith('session/'))
    await other.store.delete(session?.key ?? '')
    const cut = closeOf(other.socket)
    other.tick(1_500)
    expect(await cut).toBe(3000)
  })

  it('is told when the gateway goes away', async () => {
    const { socket, gateway, waits, closed } = await anOldSocket()
    const code = closeOf(socket)
    const closing = gateway.close()
    await expect.poll(() => waits.some(({ ms }) => ms === 10_000)).toBe(true)
    for (const { resolve } of waits) resolve()
    expect(await code).toBe(1001)
    await closing
    expect(closed()).toBe(1)
  })
})

describe('deployment keys', () => {
  it('are rotated without ending a session; revoking one ends what was not used since (KEY-3)', async () => {
    const gateway = await startGateway()
    const [used, idle, late] = [gateway.browser(), gateway.browser(), gateway.browser()]
    await used.logIn(ada)
    await idle.logIn(ada)
    const isLoggedIn = async (page: typeof used) => (await page.session()).json['session'] !== null
    expect(await reloadWith(gateway, { deploymentKeys: [second, first] })).toBe('reloaded')
    await late.logIn(ada)
    expect([await isLoggedIn(used), await isLoggedIn(late)]).toEqual([true, true])
    expect(await reloadWith(gateway, { deploymentKeys: [second] })).toBe('reloaded')
    expect([await isLoggedIn(used), await isLoggedIn(late), await isLoggedIn(idle)]).toEqual([
      true,
      true,
      false,
    ])
  })
})

/** A request whose answer is read as it comes. */
function openStream(port: number, path: string) {
  const begun = Promise.withResolvers<void>()
  const text = Promise.withResolvers<string>()
  const headers = { host: 'localhost:8080', 'postern-csrf': '1', 'sec-fetch-site': 'same-origin' }
  send({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
    let all = ''
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      all += chunk
      begun.resolve()
    })
    response.on('end', () => text.resolve(all))
    response.on('error', text.reject)
  })
    .on('error', text.reject)
    .end()
  return { begun: begun.promise, text: text.promise }
}
