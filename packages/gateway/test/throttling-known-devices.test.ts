import { describe, expect, it } from 'vitest'
import { browserAt } from './support/from-address.ts'
import {
  aGateway,
  deviceCookie,
  elsewhere,
  nobody,
  rejected,
  throttled,
  told,
  tryAt,
  wrong,
} from './support/small-limits.ts'
import { ada, type TestGateway, totpUser } from './support/start-gateway.ts'

describe('a device that is known (THR-3)', () => {
  const strangers = async (gateway: TestGateway, user = wrong): Promise<void> => {
    for (let number = 0; number < 4; number += 1) await tryAt(gateway, elsewhere(number), user)
    expect((await tryAt(gateway, elsewhere(50), user)).status).toBe(429)
  }

  it('gets in while strangers have used up the name, and its own address', async () => {
    const gateway = await aGateway()
    const owner = browserAt(gateway, elsewhere(100))
    await owner.logIn(ada)
    await strangers(gateway)
    for (let number = 0; number < 5; number += 1)
      await tryAt(gateway, elsewhere(100), { loginName: `user-${number}`, password: 'wrong' })
    expect((await tryAt(gateway, elsewhere(100), nobody)).status).toBe(429)
    expect((await owner.logIn(ada)).status).toBe(200)
    // What strangers have spent stays spent: the owner's logins buy them nothing.
    expect((await tryAt(gateway, elsewhere(51), wrong)).status).toBe(429)
  })

  it('with a second factor is known by the name of its first', async () => {
    const gateway = await aGateway()
    const owner = browserAt(gateway, elsewhere(100))
    await owner.logIn(totpUser)
    expect(owner.cookies.has(deviceCookie)).toBe(false)
    await owner.prove({ method: 'totp', code: totpUser.code })
    expect(owner.cookies.has(deviceCookie)).toBe(true)
    await strangers(gateway, { ...totpUser, password: 'wrong' })
    expect((await owner.logIn(totpUser)).status).toBe(200)
  })

  it('is known for the names that have logged in from it, and for no other', async () => {
    const gateway = await aGateway()
    const family = browserAt(gateway, elsewhere(100))
    await family.logIn(ada)
    await family.logIn(totpUser)
    await family.prove({ method: 'totp', code: totpUser.code })
    await strangers(gateway)
    expect((await family.logIn(ada)).status).toBe(200)
    await strangers(gateway, nobody)
    expect((await family.logIn(nobody)).status).toBe(429)
  })

  it('is limited by failures of its own, with pauses that double, and then is a stranger (THR-1)', async () => {
    const gateway = await aGateway({ failuresInARow: 5 })
    const thief = browserAt(gateway, elsewhere(100))
    await thief.logIn(ada)
    const seen = []
    for (let number = 0; number < 9; number += 1) {
      const reply = await thief.logIn(wrong)
      seen.push(told(reply))
      const pause = Number(reply.headers['retry-after'] ?? 0)
      gateway.clock.advance(pause * 1000)
    }
    expect(seen).toEqual([
      rejected,
      rejected,
      throttled(60),
      rejected,
      rejected,
      throttled(120),
      rejected,
      // Now it asks as a stranger, for whom the name has failed too often.
      throttled(7 * 86_400),
      expect.anything(),
    ])
  })

  it('that failed too often may try what any stranger may (THR-1, THR-3)', async () => {
    const gateway = await aGateway({ failuresInARow: 5 })
    const owner = browserAt(gateway, elsewhere(101))
    await owner.logIn(ada)
    const thief = browserAt(gateway, elsewhere(100))
    await thief.logIn(ada)
    for (let number = 0; number < 8; number += 1) {
      const reply = await thief.logIn(wrong)
      gateway.clock.advance(Math.min(Number(reply.headers['retry-after'] ?? 0), 3_600) * 1000)
    }
    expect((await thief.logIn(wrong)).status).toBe(429)
    // The owner is there: the name begins anew for everybody, and this device is no worse off than they are.
    expect((await owner.logIn(ada)).status).toBe(200)
    expect(told(await thief.logIn(wrong))).toEqual(rejected)
  })

  it('gets nothing else by its cookie: no factor is skipped, no session opened', async () => {
    const gateway = await aGateway()
    const owner = browserAt(gateway, elsewhere(100))
    await owner.logIn(totpUser)
    await owner.prove({ method: 'totp', code: totpUser.code })
    const thief = browserAt(gateway, elsewhere(100))
    thief.cookies.set(deviceCookie, owner.cookies.get(deviceCookie) ?? '')
    expect((await thief.session()).json).toEqual({ session: null })
    expect((await thief.logIn({ ...totpUser, password: 'wrong' })).status).toBe(401)
    const first = await thief.logIn(totpUser)
    expect(first.json).toMatchObject({ session: null, attempt: { needs: [{ type: 'second_factor' }] } })
  })

  it('has a cookie of 256 random bits for 400 days, of which the store holds a keyed hash (BFF-2, BFF-3, BFF-5)', async () => {
    const gateway = await aGateway()
    const owner = browserAt(gateway, elsewhere(100))
    const reply = await owner.logIn(ada)
    const line = reply.setCookies.find((cookie) => cookie.startsWith(deviceCookie))
    expect(line).toMatch(
      /^__Host-postern-device=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=34560000$/,
    )
    const secret = owner.cookies.get(deviceCookie) ?? ''
    const stored = await gateway.stored()
    const dump = Buffer.concat(stored.map(({ key, value }) => Buffer.concat([Buffer.from(key), value])))
    expect(stored.filter(({ key }) => key.startsWith('device/'))).toHaveLength(1)
    for (const canary of [secret, Buffer.from(secret, 'base64url'), ada.loginName])
      expect(dump.includes(canary)).toBe(false)
    expect(JSON.stringify(gateway.log)).not.toContain(secret)
  })

  it('keeps its cookie from login to login, for a new 400 days each time', async () => {
    const gateway = await aGateway({ deviceDays: 2 })
    const owner = browserAt(gateway, elsewhere(100))
    await owner.logIn(ada)
    const first = owner.cookies.get(deviceCookie)
    gateway.clock.advance(2 * 86_400_000 - 1)
    await owner.logIn(ada)
    gateway.clock.advance(2 * 86_400_000 - 1)
    await strangers(gateway)
    expect((await owner.logIn(ada)).status).toBe(200)
    expect(owner.cookies.get(deviceCookie)).toBe(first)
    gateway.clock.advance(2 * 86_400_000)
    await strangers(gateway)
    expect((await owner.logIn(ada)).status).toBe(429)
    expect(gateway.events('device.remembered')).toHaveLength(1)
  })

  it('is forgotten when the name has 32 later ones, and remembers eight names', async () => {
    const gateway = await aGateway()
    const first = browserAt(gateway, elsewhere(100))
    await first.logIn(ada)
    for (let count = 0; count < 32; count += 1) await tryAt(gateway, elsewhere(101), ada)
    expect((await gateway.stored()).filter(({ key }) => key.startsWith('device/'))).toHaveLength(32)
    const shared = browserAt(gateway, elsewhere(102))
    gateway.engine.users.push(
      ...Array.from({ length: 8 }, (_, at) => ({ loginName: `child-${at}`, password: 'right' })),
    )
    await shared.logIn(ada)
    for (let at = 0; at < 8; at += 1) await shared.logIn({ loginName: `child-${at}`, password: 'right' })
    await strangers(gateway)
    expect((await first.logIn(ada)).status).toBe(429)
    expect((await shared.logIn(ada)).status).toBe(429)
    await strangers(gateway, { loginName: 'child-0', password: 'x' })
    expect((await shared.logIn({ loginName: 'child-0', password: 'right' })).status).toBe(200)
  })

  it('is refused when it brings two such cookies (BFF-7)', async () => {
    const gateway = await aGateway()
    const owner = browserAt(gateway, elsewhere(100))
    await owner.logIn(ada)
    const mine = `${deviceCookie}=${owner.cookies.get(deviceCookie)}`
    const reply = await gateway.call({
      path: '/auth/session',
      headers: {
        'postern-csrf': '1',
        'sec-fetch-site': 'same-origin',
        cookie: `${mine}; ${deviceCookie}=${'x'.repeat(43)}`,
      },
    })
    expect([reply.status, reply.json['code']]).toEqual([400, 'COOKIE_AMBIGUOUS'])
  })
})
