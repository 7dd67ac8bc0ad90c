import { LoginError } from '@postern/login'
import { memoryStore, type Store } from '@postern/store'
import { stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import type { Browser } from './support/browser.ts'
import { ada, startGateway, type TestGateway } from './support/start-gateway.ts'

const hour = 3600_000
const leaseMs = 6_000

interface Replica extends TestGateway {
  readonly page: Browser
  /** The token that the service got, or the status. */
  readonly seen: () => Promise<string>
  readonly bearer: (index: number) => string
}

/** Gateways on one store, as processes are; one browser, logged in at the first, that goes to any. Tokens live an hour. */
async function replicas(count: number): Promise<readonly Replica[]> {
  const clock = stoppedClock()
  const store = memoryStore({ now: clock.now })
  const service = await aService((request, response) => response.end(request.headers.authorization))
  let jar: Browser['cookies'] | undefined
  const all: Replica[] = []
  for (let index = 0; index < count; index += 1) {
    const gateway = await startGateway({
      clock,
      store: (): Store => ({ ...store, close: async () => undefined }),
      config: {
        routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }],
        session: {
          idleSeconds: 86_400,
          absoluteSeconds: 86_400,
          policyCheckSeconds: 86_400,
          rotateSeconds: 86_400,
        },
      },
    })
    gateway.engine.tokenLifeMs = hour
    const page = gateway.browser()
    if (jar === undefined) await page.logIn(ada)
    else for (const [name, value] of jar) page.cookies.set(name, value)
    jar ??= page.cookies
    all.push({
      ...gateway,
      page,
      seen: async () => {
        const { status, text } = await page.send({ path: '/api/token' })
        return status === 200 ? text : String(status)
      },
      bearer: (at) => `Bearer ${gateway.engine.tokens[at * 2]}`,
    })
  }
  return all
}

const pair = async () => (await replicas(2)) as readonly [Replica, Replica]

/** Holds every mint of a replica until the test lets it go. */
function held({ engine }: Replica) {
  const gate = Promise.withResolvers<void>()
  engine.onRenew = async (_, usual) => {
    const login = usual()
    await gate.promise
    return login
  }
  return gate
}

async function begun({ engine }: Replica): Promise<void> {
  await expect.poll(() => engine.renewals.length).toBeGreaterThanOrEqual(1)
}

/** Nearly the life of its lease goes by, and it prolongs it. */
async function beat({ clock, waits }: Replica): Promise<void> {
  const beats = () => waits.filter(({ ms }) => ms === 2_000)
  const known = beats().length
  clock.advance(leaseMs - 1)
  beats().at(-1)?.resolve()
  await expect.poll(() => beats().length).toBe(known + 1)
}

describe('a renewal in two processes on one store', () => {
  it('is done by one, and everybody who waits gets its tokens (SAME-SUCCESSOR)', async () => {
    const [one, other] = await pair()
    one.clock.advance(2 * hour)
    const gate = held(one)
    const first = [one.seen(), one.seen()]
    await begun(one)
    const waiting = [other.seen(), other.seen(), one.seen()]
    gate.resolve()
    const seen = await Promise.all([...first, ...waiting])
    expect(new Set(seen)).toEqual(new Set([one.bearer(1)]))
    expect([one.engine.renewals.length, other.engine.renewals.length]).toEqual([1, 0])
  })

  it('keeps its right as long as the issuer takes, however slow that is', async () => {
    const [one, other] = await pair()
    one.clock.advance(2 * hour)
    const gate = held(one)
    const first = one.seen()
    await begun(one)
    const waiting = other.seen()
    for (let count = 0; count < 3; count += 1) await beat(one)
    expect(other.engine.renewals).toHaveLength(0)
    gate.resolve()
    expect(await Promise.all([first, waiting])).toEqual([one.bearer(1), one.bearer(1)])
  })

  it('is dropped when its right was lost under way, its tokens are ended, and its callers get what the other wrote (IN-DOUBT)', async () => {
    const [one, other] = await pair()
    one.clock.advance(2 * hour)
    const gate = held(one)
    const late = one.seen()
    await begun(one)
    one.clock.advance(leaseMs)
    expect(await other.seen()).toBe(other.bearer(0))
    gate.resolve()
    expect(await late).toBe(other.bearer(0))
    expect(one.engine.discarded).toEqual([one.engine.tokens[2]])
    expect(await one.seen()).toBe(other.bearer(0))
    expect(one.events('session.renewed')).toEqual([])
    expect(other.engine.discarded).toEqual([])
  })

  it('reads the record again when another mint ended its session token, and tries again (COMMAND-sGr42)', async () => {
    const [one] = await pair()
    one.clock.advance(hour - 100_000)
    const codes = ['RENEWAL_COLLISION', 'RENEWAL_COLLISION'] as const
    one.engine.onRenew = async (_, usual) => {
      const code = codes[one.engine.renewals.length - 1]
      if (code !== undefined) throw new LoginError(code)
      return usual()
    }
    expect(await one.seen()).toBe(one.bearer(0))
    await expect.poll(() => one.events('session.renewed').length).toBe(1)
    expect(await one.seen()).toBe(one.bearer(1))
    expect(one.events('session.renewal_failed')).toEqual([])
  })

  it('whose answer was lost is another one, and no call fails (LOST-ANSWER)', async () => {
    const [one] = await pair()
    one.clock.advance(2 * hour)
    one.engine.onRenew = async (_, usual) => {
      const login = usual()
      if (one.engine.renewals.length < 3) throw new LoginError('ISSUER_TIMEOUT')
      return login
    }
    const seen = await Promise.all([one.seen(), one.seen(), one.seen()])
    expect(new Set(seen)).toEqual(new Set([one.bearer(3)]))
    expect(one.engine.renewals).toHaveLength(3)
  })

  it('is given up after three mints when no token is left: 503, and the session is kept (OPS-1)', async () => {
    const [one, other] = await pair()
    one.clock.advance(2 * hour)
    one.engine.onRenew = async () => {
      throw new LoginError('ISSUER_UNREACHABLE')
    }
    expect(await Promise.all([one.seen(), one.seen()])).toEqual(['503', '503'])
    expect(one.engine.renewals).toHaveLength(3)
    expect(one.events('session.renewal_failed')).toMatchObject([{ code: 'ISSUER_UNREACHABLE' }])
    expect(one.engine.ended).toEqual([])
    expect(await other.seen()).toBe(other.bearer(0))
  })

  it('that another holds for too long is not waited for: 503, and the session is kept', async () => {
    const [one, other] = await pair()
    one.clock.advance(2 * hour)
    const gate = held(one)
    const first = one.seen()
    await begun(one)
    const answers: string[] = []
    const waiting = (async () => answers.push(await other.seen()))()
    while (answers.length === 0) await beat(one)
    await waiting
    expect(answers).toEqual(['503'])
    gate.resolve()
    expect(await first).toBe(one.bearer(1))
  })

  it('that is refused ends the session in both', async () => {
    const [one, other] = await pair()
    one.clock.advance(2 * hour)
    const gate = Promise.withResolvers<never>()
    one.engine.onRenew = () => gate.promise
    const first = one.seen()
    await begun(one)
    const waiting = other.seen()
    gate.reject(new LoginError('LOGIN_INSUFFICIENT'))
    expect(await Promise.all([first, waiting])).toEqual(['401', '401'])
    expect(one.engine.ended).toEqual(['zitadel-session-1'])
    expect(other.engine.renewals).toEqual([])
  })

  it('is dropped when the session was ended in the other process meanwhile (LOGOUT-IS-FINAL)', async () => {
    const [one, other] = await pair()
    one.clock.advance(2 * hour)
    const gate = held(one)
    const first = one.seen()
    await begun(one)
    await other.page.logOut()
    gate.resolve()
    expect(await first).toBe('401')
    expect((await one.stored()).filter(({ key }) => key.startsWith('session/'))).toEqual([])
  })

  it('leaves a name in the store that says nothing about the session (RT-1)', async () => {
    const [one] = await pair()
    one.clock.advance(2 * hour)
    const gate = held(one)
    const first = one.seen()
    await begun(one)
    const entries = await one.stored()
    const [lease] = entries.filter(({ key }) => key.startsWith('lease/'))
    const [session] = entries.filter(({ key }) => key.startsWith('session/'))
    expect(lease?.key).toMatch(/^lease\/[\w-]{22}$/)
    expect([lease?.value.length, lease?.indexes]).toEqual([1, []])
    const name = lease?.key.slice('lease/'.length) ?? ''
    expect([session?.key, ...(session?.indexes ?? [])].filter((text) => text?.includes(name))).toEqual([])
    expect(Buffer.from(session?.value ?? []).includes(name)).toBe(false)
    gate.resolve()
    expect(await first).toBe(one.bearer(1))
    expect((await one.stored()).filter(({ key }) => key.startsWith('lease/'))).toEqual([])
  })

  it('is waited for when the gateway closes: nothing that was minted is lost', async () => {
    const [one, other] = await pair()
    one.clock.advance(hour - 100_000)
    const gate = held(one)
    expect(await one.seen()).toBe(one.bearer(0))
    await begun(one)
    const order: string[] = []
    one.engine.close = async () => void order.push('the engine is closed')
    const closed = one.gateway.close()
    const reached = () =>
      one.call({}).then(
        () => true,
        () => false,
      )
    await expect.poll(reached).toBe(false)
    for (let turns = 0; turns < 100; turns += 1) await new Promise((resolve) => setImmediate(resolve))
    order.push('the issuer answers')
    gate.resolve()
    await closed
    expect(order).toEqual(['the issuer answers', 'the engine is closed'])
    expect(one.events('session.renewed')).toHaveLength(1)
    expect(await other.seen()).toBe(one.bearer(1))
  })
})
