import { LoginError } from '@postern/login'
import { evictionSignature, isSameSecret } from '@postern/protocol'
import { memoryStore, type Store, sqliteStore } from '@postern/store'
import { secureRandom, stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { createSessionAdmin } from '../src/index.ts'
import { aService } from './support/a-service.ts'
import { aStoreFile } from './support/replicas.ts'
import {
  ada,
  configOf,
  startGateway,
  type TestGateway,
  type TestGatewayOptions,
} from './support/start-gateway.ts'

const outboxMs = 5_000
const evictMs = 4_000
const subject = `subject-of-${ada.loginName}`
const secretText = Buffer.from(secureRandom(32)).toString('base64url')

interface Heard {
  readonly subject: string
  readonly iat: number
  readonly jti: string
}

/** An API that notes what it is told; `answer` is a status, or `null` for none at all. */
async function aGuard(secret = secretText) {
  const heard: Heard[] = []
  const guard = { answer: 204 as number | null, heard, url: '', onHeard: () => {} }
  const service = await aService((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const expected = evictionSignature(body, Buffer.from(secret, 'base64url'))
      if (!isSameSecret(String(request.headers['postern-signature']), expected)) throw new Error('not signed')
      heard.push(JSON.parse(body.toString()) as Heard)
      guard.onHeard()
      if (guard.answer !== null) response.writeHead(guard.answer).end()
    })
  })
  return Object.assign(guard, { url: `${service.origin}/evictions` })
}

const told = (guards: readonly { readonly url: string }[], options: TestGatewayOptions = {}) =>
  startGateway({
    ...options,
    config: { ...options.config, guards: guards.map(({ url }) => ({ url, secret: { env: 'GUARD' } })) },
    env: { GUARD: secretText },
  })

const rounds = [outboxMs, evictMs] as const

const inRoundsOf =
  <T>(gateway: TestGateway, look: () => T) =>
  (): T => {
    for (const ms of rounds) gateway.tick(ms)
    return look()
  }

/** A round of the outbox, and then one of the evictions, that began after this have also ended. */
async function aRoundOf({ tick, waits }: TestGateway): Promise<void> {
  for (const each of rounds) {
    const done = () => waits.filter(({ ms }) => ms === each).length
    const before = done()
    tick(each)
    await expect.poll(done).toBeGreaterThan(before)
  }
}

const counted = async ({ metrics }: TestGateway, outcome: string): Promise<number> =>
  Number(new RegExp(`postern_guard_messages_total{outcome="${outcome}"} (\\d+)`).exec(await metrics())?.[1])
const notesIn = async ({ stored }: TestGateway) =>
  (await stored()).filter(({ key }) => key.startsWith('note:eviction/'))
const warnings = ({ log }: TestGateway) => log.filter(({ message }) => String(message).startsWith('a guard'))

describe('a guard that the gateway names', () => {
  it('has heard of a log-out, in a signed message, when it is answered: after ZITADEL has ended the session', async () => {
    const guard = await aGuard()
    const gateway = await told([guard])
    const order: string[] = []
    gateway.engine.onEnd = async () => void order.push('ended at ZITADEL')
    guard.onHeard = () => order.push('told')
    const page = gateway.browser()
    await page.logIn(ada)
    expect((await page.logOut()).status).toBe(204)
    expect(order).toEqual(['ended at ZITADEL', 'told'])
    expect(guard.heard).toEqual([
      { subject, iat: Math.floor(gateway.clock.now() / 1000), jti: expect.stringMatching(/^[\w-]{22}$/) },
    ])
    expect(await notesIn(gateway)).toEqual([])
    expect(await counted(gateway, 'told')).toBe(1)
    expect(JSON.stringify([gateway.log, await gateway.metrics()])).not.toContain(secretText)
  })

  it('is not told while ZITADEL would say that the tokens are good, and is as soon as it would not', async () => {
    const guard = await aGuard()
    const gateway = await told([guard])
    gateway.engine.onEnd = async () => {
      throw new LoginError('ISSUER_UNREACHABLE')
    }
    const page = gateway.browser()
    await page.logIn(ada)
    await page.logOut()
    await aRoundOf(gateway)
    expect(guard.heard).toEqual([])
    gateway.engine.onEnd = async () => undefined
    gateway.clock.advance(60_000)
    await expect.poll(inRoundsOf(gateway, () => guard.heard)).toMatchObject([{ subject }])
  })

  it('hears of the end of all sessions, and of what an operator has ended while no gateway looked', async () => {
    const guard = await aGuard()
    const clock = stoppedClock()
    const file = aStoreFile()
    const gateway = await told([guard], { clock, store: () => sqliteStore({ file, now: clock.now }) })
    for (const page of [gateway.browser(), gateway.browser()]) await page.logIn(ada)
    const store = sqliteStore({ file, now: clock.now })
    const config = await configOf(
      { guards: [{ url: guard.url, secret: { env: 'GUARD' } }] },
      { GUARD: secretText },
    )
    const logDestination = { write: () => undefined }
    const admin = createSessionAdmin(config, {
      store,
      now: clock.now,
      randomBytes: secureRandom,
      logDestination,
    })
    expect(await admin.endSubject(subject)).toBe(2)
    await store.close()
    expect(guard.heard).toEqual([])
    await expect.poll(inRoundsOf(gateway, () => guard.heard.length)).toBe(2)
  })

  it('hears of sessions that reach their limit', async () => {
    const guard = await aGuard()
    const gateway = await told([guard], { config: { session: { idleSeconds: 3_600 } } })
    await gateway.browser().logIn(ada)
    gateway.clock.advance(3_700_000)
    await expect
      .poll(
        inRoundsOf(gateway, () => {
          gateway.tick(30_000)
          return guard.heard
        }),
      )
      .toMatchObject([{ subject }])
  })

  it('hears of what ZITADEL itself has ended, and keeps its answer from nobody', async () => {
    const guard = await aGuard()
    guard.answer = null
    const gateway = await told([guard])
    gateway.engine.onLogoutToken = async () => ({
      issuer: 'http://localhost:9000',
      subject,
      zitadelSessionId: 'zitadel-session-1',
      tokenId: 'a',
      expiresAt: gateway.clock.now() + 900_000,
    })
    await gateway.browser().logIn(ada)
    const reply = await gateway.call({
      method: 'POST',
      path: '/auth/backchannel-logout',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'logout_token=a.b.c',
    })
    expect(reply.status).toBe(200)
    await expect.poll(() => guard.heard).toMatchObject([{ subject }])
    expect(gateway.engine.ended).toEqual([])
  })

  it('that is down costs one line in the log however many log out, and is told when it is back, by a new message', async () => {
    const guard = await aGuard()
    guard.answer = 503
    const gateway = await told([guard])
    for (const page of [gateway.browser(), gateway.browser()]) {
      await page.logIn(ada)
      expect((await page.logOut()).status).toBe(204)
    }
    await expect.poll(() => counted(gateway, 'failed')).toBe(2)
    expect(warnings(gateway)).toMatchObject([{ level: 'warn', guard: guard.url, reason: 'status 503' }])
    const before = guard.heard.length
    guard.answer = 204
    await aRoundOf(gateway)
    expect(guard.heard.length).toBe(before)
    gateway.clock.advance(1_000)
    await expect.poll(inRoundsOf(gateway, () => guard.heard.length)).toBe(before + 2)
    expect(new Set(guard.heard.map(({ jti }) => jti)).size).toBe(4)
    await expect.poll(() => notesIn(gateway)).toEqual([])
    await expect.poll(() => warnings(gateway).length).toBe(2)
    expect(warnings(gateway)[1]).toMatchObject({ level: 'info' })
  })

  it('that hangs holds one log-out up for two seconds, and no other one at all', async () => {
    const guard = await aGuard()
    guard.answer = null
    const gateway = await told([guard])
    const [first, second] = [gateway.browser(), gateway.browser()]
    for (const page of [first, second]) await page.logIn(ada)
    const leaving = first.logOut()
    await expect.poll(() => guard.heard.length).toBe(1)
    gateway.tick(2_000)
    expect((await leaving).status).toBe(204)
    expect((await second.logOut()).status).toBe(204)
    await expect.poll(() => guard.heard.length).toBe(2)
    expect(await counted(gateway, 'failed')).toBe(1)
    gateway.tick(2_000)
    await expect.poll(() => counted(gateway, 'failed')).toBe(2)
  })

  it('that cannot be told is left alone after five minutes, when it has forgotten by itself', async () => {
    const guard = await aGuard()
    guard.answer = 401
    const gateway = await told([guard])
    const page = gateway.browser()
    await page.logIn(ada)
    await page.logOut()
    gateway.clock.advance(299_999)
    await expect.poll(inRoundsOf(gateway, () => guard.heard.length)).toBe(2)
    await expect.poll(async () => (await notesIn(gateway)).length).toBe(1)
    const dropped = () => {
      gateway.clock.advance(10_000)
      return warnings(gateway).length
    }
    await expect.poll(inRoundsOf(gateway, dropped)).toBe(2)
    expect([guard.heard.length, await notesIn(gateway), await counted(gateway, 'dropped')]).toEqual([
      2,
      [],
      1,
    ])
  })

  it('is told once by several processes, and by another one if the first was killed', async () => {
    const guard = await aGuard()
    const clock = stoppedClock()
    const file = aStoreFile()
    const store = () => sqliteStore({ file, now: clock.now })
    const [one, two] = [await told([guard], { clock, store }), await told([guard], { clock, store })]
    guard.answer = null
    const page = one.browser()
    await page.logIn(ada)
    const leaving = page.logOut()
    await expect.poll(() => guard.heard.length).toBe(1)
    // It is at it.
    await aRoundOf(two)
    expect(guard.heard.length).toBe(1)
    guard.answer = 204
    clock.advance(30_000)
    await expect.poll(inRoundsOf(two, () => guard.heard.length)).toBe(2)
    one.tick(2_000)
    await leaving
    clock.advance(30_000)
    await aRoundOf(one)
    await aRoundOf(two)
    expect(guard.heard.length).toBe(2)
  })

  it('is told once by processes that look at the same moment', async () => {
    const guard = await aGuard()
    const clock = stoppedClock()
    const file = aStoreFile()
    const seen = { isHeld: false, times: 0, byBoth: Promise.withResolvers<void>() }
    /** Whoever has seen the note goes on when the other one has, too. */
    const store = (): Store => {
      const sound = sqliteStore({ file, now: clock.now })
      return {
        ...sound,
        async find(...parameters) {
          const found = await sound.find(...parameters)
          if (!seen.isHeld || !found.some(({ key }) => key.startsWith('note:eviction/'))) return found
          seen.times += 1
          if (seen.times === 2) seen.byBoth.resolve()
          await seen.byBoth.promise
          return found
        },
      }
    }
    const [one, two] = [await told([guard], { clock, store }), await told([guard], { clock, store })]
    guard.answer = 503
    const page = one.browser()
    await page.logIn(ada)
    await page.logOut()
    guard.answer = 204
    seen.isHeld = true
    clock.advance(1_000)
    await Promise.all([aRoundOf(one), aRoundOf(two)])
    await expect.poll(() => notesIn(one)).toEqual([])
    expect([guard.heard.length, seen.times]).toEqual([2, 2])
  })

  it('is told whatever becomes of the others, and by its own secret', async () => {
    const other = Buffer.from(secureRandom(48)).toString('base64url')
    const [good, bad] = [await aGuard(other), await aGuard()]
    bad.answer = 500
    const gateway = await startGateway({
      config: {
        guards: [
          { url: good.url, secret: { env: 'GOOD' } },
          { url: bad.url, secret: { file: 'bad.key' } },
        ],
      },
      env: { GOOD: other },
      files: { '/bad.key': `${secretText}\n` },
    })
    const page = gateway.browser()
    await page.logIn(ada)
    await page.logOut()
    expect([good.heard.length, bad.heard.length]).toEqual([1, 1])
    gateway.clock.advance(1_000)
    await expect.poll(inRoundsOf(gateway, () => bad.heard.length)).toBe(2)
    expect(good.heard.length).toBe(1)
  })

  it('is no business of a gateway that names none: nothing is written for it', async () => {
    const gateway = await startGateway({ store: ({ now }) => memoryStore({ now }) })
    const page = gateway.browser()
    await page.logIn(ada)
    await page.logOut()
    expect(await notesIn(gateway)).toEqual([])
  })
})

describe('the setting guards', () => {
  const withGuard = (guard: object, env: Record<string, string> = { GUARD: secretText }) =>
    configOf({ guards: [{ url: 'http://127.0.0.1:1/evictions', secret: { env: 'GUARD' }, ...guard }] }, env)

  it('keeps the secret to whoever asks for it by name (KEY-1)', async () => {
    const { guards } = await withGuard({})
    expect(guards[0]?.secret.reveal()).toBe(secretText)
    expect(JSON.stringify(guards)).not.toContain(secretText)
  })

  it.each([
    'http://api.example.com/evictions',
    'ftp://api.example.com/evictions',
    'https://user:word@api.example.com/evictions',
    'https://api.example.com/evictions?key=1',
    'https://api.example.com/evictions#x',
    'https://API.example.com/evictions',
    ' https://api.example.com/evictions',
    'api.example.com',
  ])('refuses the address %s (DISC-2)', async (url) => {
    await expect(withGuard({ url })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      problems: [expect.stringMatching(/^guards\[0\]\.url: /)],
    })
  })

  it.each(['', 'short', Buffer.alloc(31, 7).toString('base64url'), `${secretText}=`, 'x y'.repeat(20)])(
    'refuses a secret that is not 32 bytes in base64url: %j',
    async (given) => {
      await expect(withGuard({}, { GUARD: given })).rejects.toMatchObject({
        problems: [expect.stringMatching(/^guards\[0\]\.secret: /)],
      })
    },
  )

  it('refuses plain http unless it was allowed, and one address twice', async () => {
    const guard = { url: 'http://127.0.0.1:1/evictions', secret: { env: 'GUARD' } }
    await expect(
      configOf({ guards: [guard], allowInsecureLoopback: false }, { GUARD: secretText }),
    ).rejects.toThrow(/guards\[0\]\.url: should begin with https/)
    await expect(configOf({ guards: [guard, guard] }, { GUARD: secretText })).rejects.toThrow(
      /guards\[1\]\.url: should differ/,
    )
  })
})
