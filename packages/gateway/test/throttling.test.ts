import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { LoginError } from '@postern/login'
import { memoryStore, sqliteStore, StoreError } from '@postern/store'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Reply } from './support/call.ts'
import { browserAt } from './support/from-address.ts'
import {
  aGateway,
  deviceCookie,
  elsewhere,
  limitsOf,
  nobody,
  rejected,
  throttled,
  told,
  tryAt,
  wrong,
} from './support/small-limits.ts'
import { ada, configOf, totpUser } from './support/start-gateway.ts'

describe('wrong passwords', () => {
  it('for one name come to an end wherever they come from, known and unknown names alike (THR-1, THR-2, THR-6)', async () => {
    const gateway = await aGateway()
    for (const user of [wrong, nobody]) {
      const seen = []
      for (let number = 0; number < 5; number += 1)
        seen.push(told(await tryAt(gateway, elsewhere(number), user)))
      expect(seen).toEqual([rejected, rejected, rejected, throttled(100), throttled(100)])
    }
    expect(told(await tryAt(gateway, elsewhere(9), ada))).toEqual(throttled(100))
    gateway.clock.advance(99_999)
    expect(told(await tryAt(gateway, elsewhere(9), ada))).toEqual(throttled(1))
    gateway.clock.advance(1)
    expect((await tryAt(gateway, elsewhere(9), ada)).status).toBe(200)
    expect(new Set(limitsOf(gateway))).toEqual(new Set(['perName']))
    expect(gateway.events('login.throttled')[0]).toMatchObject({
      name: expect.stringMatching(/^[\w-]{16}$/),
    })
    expect(JSON.stringify(gateway.log)).not.toContain(nobody.loginName)
  })

  it.each([
    ['the same in capitals', ada.loginName.toUpperCase()],
    ['full-width letters', 'ａｄａ@example.com'],
    ['a capital I with a dot, which ZITADEL takes for an i', 'adİa@example.com', 'adia@example.com'],
    ['a final sigma', 'ΑΔΑΣ', 'αδας'],
    ['marks on the letters', 'ádá@example.com'],
    ['spaces around it', ` ${ada.loginName} `],
  ])('for one name count together however it is written: %s', async (_, spelling, name = ada.loginName) => {
    const gateway = await aGateway()
    for (let number = 0; number < 3; number += 1)
      await tryAt(gateway, elsewhere(number), {
        loginName: number % 2 === 0 ? spelling : name,
        password: 'wrong',
      })
    expect(told(await tryAt(gateway, elsewhere(9), { loginName: name, password: 'x' }))).toEqual(
      throttled(100),
    )
  })

  it('for one name from one address come to an end before the name does (THR-2, K-17)', async () => {
    const gateway = await aGateway()
    const seen = []
    for (let number = 0; number < 4; number += 1) seen.push(told(await tryAt(gateway, elsewhere(1), wrong)))
    expect(seen).toEqual([rejected, rejected, throttled(50), throttled(50)])
    expect(told(await tryAt(gateway, elsewhere(2), wrong))).toEqual(rejected)
    expect(limitsOf(gateway)).toEqual(['perNameAndAddress', 'perNameAndAddress'])
  })

  it.each([
    ['IPv4', ['198.51.100.1'], '198.51.100.2'],
    ['an IPv6 /64', ['2001:db8:1:200::1', '2001:db8:1:200:f::2', '2001:db8:1:200::3'], '2001:db8:1:201::1'],
  ])('from one address come to an end whatever the names: %s (THR-2)', async (_, addresses, neighbour) => {
    const gateway = await aGateway()
    const from = (number: number): string => addresses[number % addresses.length] ?? ''
    const seen = []
    for (let number = 0; number < 6; number += 1)
      seen.push(told(await tryAt(gateway, from(number), { loginName: `user-${number}`, password: 'wrong' })))
    expect(seen.slice(0, 4)).toEqual([rejected, rejected, rejected, rejected])
    expect(seen.slice(4)).toEqual([throttled(70), throttled(70)])
    expect(told(await tryAt(gateway, neighbour, nobody))).toEqual(rejected)
    expect(limitsOf(gateway)).toEqual(['perAddress', 'perAddress'])
  })

  it.each([
    ['an IPv4 /24', (number: number) => `198.51.100.${number}`, '198.51.101.1'],
    ['an IPv6 /56', (number: number) => `2001:db8:1:2${number}::1`, '2001:db8:1:310::1'],
  ])('from one network come to an end: %s (THR-2)', async (_, address, neighbour) => {
    const gateway = await aGateway()
    const seen = []
    for (let number = 10; number < 18; number += 1)
      seen.push(
        told(await tryAt(gateway, address(number), { loginName: `user-${number}`, password: 'wrong' })),
      )
    expect(seen.slice(0, 6).every(([status]) => status === 401)).toBe(true)
    expect(seen.slice(6)).toEqual([throttled(80), throttled(80)])
    expect(told(await tryAt(gateway, neighbour, nobody))).toEqual(rejected)
    expect(limitsOf(gateway)).toEqual(['perNetwork', 'perNetwork'])
  })

  it('lead to pauses that double each time in a row (THR-3)', async () => {
    const gateway = await aGateway()
    const pauses = []
    for (let number = 0; pauses.length < 3; number += 1) {
      const reply = await tryAt(gateway, elsewhere(number), wrong)
      if (reply.status === 401) continue
      pauses.push(Number(reply.headers['retry-after']))
      gateway.clock.advance(Number(reply.headers['retry-after']) * 1000)
    }
    expect(pauses).toEqual([100, 200, 400])
  })

  it('in a row end, at a limit, in tries for known devices only; the right one from such a device ends that (THR-1, THR-3)', async () => {
    const gateway = await aGateway()
    const owner = browserAt(gateway, elsewhere(200))
    await owner.logIn(ada)
    let number = 0
    const failOnce = async (): Promise<Reply> => {
      const reply = await tryAt(gateway, elsewhere((number += 1)), wrong)
      if (reply.json['code'] === 'THROTTLED' && limitsOf(gateway).at(-1) === 'perName') {
        gateway.clock.advance(Number(reply.headers['retry-after']) * 1000)
        return failOnce()
      }
      return reply
    }
    for (let failures = 0; failures < 12; failures += 1) expect((await failOnce()).status).toBe(401)
    gateway.clock.advance(6 * 86_400_000)
    expect((await tryAt(gateway, elsewhere(100), ada)).status).toBe(429)
    expect(limitsOf(gateway).at(-1)).toBe('failuresInARow')
    expect((await owner.logIn(ada)).status).toBe(200)
    expect((await tryAt(gateway, elsewhere(100), ada)).status).toBe(200)
  })

  it('in a row are forgotten after seven days (THR-3)', async () => {
    const gateway = await aGateway({ failuresInARow: 3 })
    for (let number = 0; number < 3; number += 1) await tryAt(gateway, elsewhere(number), wrong)
    gateway.clock.advance(7 * 86_400_000 - 1)
    expect((await tryAt(gateway, elsewhere(9), ada)).status).toBe(429)
    gateway.clock.advance(1)
    expect((await tryAt(gateway, elsewhere(9), ada)).status).toBe(200)
  })

  it.each([
    ['of one name', 3, (number: number) => elsewhere(number), () => ada.loginName],
    ['from one address', 4, () => elsewhere(1), (number: number) => `user-${number}`],
    ['of one name from one address', 2, () => elsewhere(1), () => ada.loginName],
  ])('at the same time do not overrun the limit %s', async (_, tries, address, name) => {
    const gateway = await aGateway()
    const { engine } = gateway
    const gate = Promise.withResolvers<void>()
    engine.beforeProof = () => gate.promise
    const replies = Array.from({ length: 12 }, (__, number) =>
      tryAt(gateway, address(number), { loginName: name(number), password: 'wrong' }),
    )
    await expect.poll(() => gateway.events('login.throttled').length, { timeout: 10_000 }).toBe(12 - tries)
    gate.resolve()
    const statuses = (await Promise.all(replies)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(tries)
    expect(engine.proofs).toHaveLength(tries)
  })

  it('that a limit refuses cost no other limit anything, so a stranger cannot use up a name from a blocked address', async () => {
    const gateway = await aGateway()
    for (let number = 0; number < 4; number += 1)
      await tryAt(gateway, elsewhere(1), { loginName: `user-${number}`, password: 'wrong' })
    for (let number = 0; number < 20; number += 1)
      expect((await tryAt(gateway, elsewhere(1), wrong)).status).toBe(429)
    for (let number = 2; number < 5; number += 1)
      expect(told(await tryAt(gateway, elsewhere(number), wrong))).toEqual(rejected)
  })

  it('that are refused in a race cost no other limit anything, either', async () => {
    let reached = 0
    const allAtTheLine = Promise.withResolvers<void>()
    const gateway = await aGateway(
      {},
      {
        store: (clock) => {
          const inner = memoryStore(clock)
          return {
            ...inner,
            async get(key) {
              // Everybody has looked for a pause before anybody counts.
              const found = await inner.get(key)
              if (!key.startsWith('throttle/perNameAndAddress/')) return found
              reached += 1
              if (reached === 12) allAtTheLine.resolve()
              await allAtTheLine.promise
              return found
            },
          }
        },
      },
    )
    const race = Array.from({ length: 12 }, () => tryAt(gateway, elsewhere(1), wrong))
    const statuses = (await Promise.all(race)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(2)
    const seen = []
    for (let number = 0; number < 3; number += 1)
      seen.push(told(await tryAt(gateway, elsewhere(1), { loginName: `user-${number}`, password: 'wrong' })))
    expect(seen).toEqual([rejected, rejected, throttled(70)])
    expect(told(await tryAt(gateway, elsewhere(2), wrong))).toEqual(rejected)
  })

  it('with an attempt that is not there count nowhere', async () => {
    const gateway = await aGateway()
    for (let number = 0; number < 10; number += 1) {
      const page = browserAt(gateway, elsewhere(1))
      await page.begin()
      page.attempt = 'an-attempt-of-nobody'
      expect((await page.prove({ method: 'password', ...wrong })).status).toBe(410)
    }
    expect((await tryAt(gateway, elsewhere(1), ada)).status).toBe(200)
  })
})

describe('a right password', () => {
  it("resets the name's counters (THR-6)", async () => {
    const gateway = await aGateway({ perAddress: { tries: 50, windowSeconds: 70 } })
    for (let round = 0; round < 4; round += 1) {
      expect((await tryAt(gateway, elsewhere(1), wrong)).status).toBe(401)
      expect((await tryAt(gateway, elsewhere(10 + round), wrong)).status).toBe(401)
      expect((await tryAt(gateway, elsewhere(1), ada)).status).toBe(200)
    }
  })

  it('resets them when a second factor is still needed, too', async () => {
    const gateway = await aGateway({ perAddress: { tries: 50, windowSeconds: 70 } })
    for (let round = 0; round < 4; round += 1) {
      await tryAt(gateway, elsewhere(1), { ...totpUser, password: 'wrong' })
      expect((await tryAt(gateway, elsewhere(1), totpUser)).status).toBe(200)
    }
  })

  it("of one's own buys no guesses at others: the address has failed as often as before (THR-6)", async () => {
    const gateway = await aGateway()
    const seen = []
    for (let number = 0; number < 6; number += 1) {
      seen.push((await tryAt(gateway, elsewhere(1), { loginName: `victim-${number}`, password: 'x' })).status)
      const own = await tryAt(gateway, elsewhere(1), ada)
      expect([200, 429]).toContain(own.status)
    }
    expect(seen).toEqual([401, 401, 401, 401, 429, 429])
  })

  it('does not count against the address, however many users share it', async () => {
    const gateway = await aGateway()
    for (let number = 0; number < 12; number += 1)
      expect((await tryAt(gateway, elsewhere(1), ada)).status).toBe(200)
  })
})

describe('a fault that is not the name', () => {
  it.each([
    'ISSUER_UNREACHABLE',
    'ISSUER_BUSY',
    'ISSUER_TIMEOUT',
    'LOGIN_CLIENT_REJECTED',
    'LOGIN_INSUFFICIENT',
  ] as const)('%s does not count against it (THR-6)', async (code) => {
    const gateway = await aGateway()
    gateway.engine.beforeProof = async () => {
      throw new LoginError(code)
    }
    for (let number = 0; number < 20; number += 1)
      expect((await tryAt(gateway, elsewhere(1), ada)).json['code']).toBe(code)
    gateway.engine.beforeProof = async () => undefined
    expect((await tryAt(gateway, elsewhere(1), ada)).status).toBe(200)
  })
})

describe('the counters', () => {
  const aFile = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-throttling-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return join(folder, 'store.sqlite')
  }

  it('are shared by processes and survive a restart, and so are known devices (THR-5)', async () => {
    const file = aFile()
    const clockOf = { store: (clock: { now: () => number }) => sqliteStore({ file, now: clock.now }) }
    const one = await aGateway({}, clockOf)
    const other = await aGateway({}, { ...clockOf, clock: one.clock })
    const owner = browserAt(one, elsewhere(100))
    await owner.logIn(ada)
    await tryAt(one, elsewhere(1), wrong)
    await tryAt(other, elsewhere(2), wrong)
    await tryAt(one, elsewhere(3), wrong)
    expect((await tryAt(other, elsewhere(4), ada)).status).toBe(429)
    await one.gateway.close()
    await other.gateway.close()
    const later = await aGateway({}, { ...clockOf, clock: one.clock })
    expect((await tryAt(later, elsewhere(5), ada)).status).toBe(429)
    const again = browserAt(later, elsewhere(100))
    again.cookies.set(deviceCookie, owner.cookies.get(deviceCookie) ?? '')
    expect((await again.logIn(ada)).status).toBe(200)
  })

  it.each(['get', 'count'] as const)(
    'let nothing through when the store cannot %s (THR-5)',
    async (method) => {
      let isBroken = false
      const gateway = await aGateway(
        {},
        {
          store: (clock) => {
            const sound = memoryStore(clock)
            return {
              ...sound,
              [method]: async (...parameters: [never, never]) => {
                if (isBroken) throw new StoreError('STORE_FAILED')
                return sound[method](...parameters)
              },
            }
          },
        },
      )
      const page = browserAt(gateway, elsewhere(1))
      await page.begin()
      isBroken = true
      const begun = await browserAt(gateway, elsewhere(1)).begin()
      const proven = await page.prove({ method: 'password', ...ada })
      expect([begun.status, proven.status, gateway.engine.proofs.length]).toEqual([
        method === 'count' ? 503 : 201,
        503,
        0,
      ])
    },
  )
})

describe('limits', () => {
  it.each([
    [
      { perName: { tries: 3, windowSeconds: 100, pauseSeconds: 99 } },
      'attempts.perName.pauseSeconds: should not be less than attempts.perName.windowSeconds',
    ],
    [{ failuresInARow: 9 }, 'attempts.failuresInARow: should not be less than attempts.perName.tries'],
    [
      { refusal: { startMs: 200 } },
      'attempts.refusal.startMs: should lie between attempts.refusal.leastMs and .mostMs',
    ],
    [
      { refusal: { startMs: 20_000 } },
      'attempts.refusal.startMs: should lie between attempts.refusal.leastMs and .mostMs',
    ],
    [{ perName: { tries: 100, windowSeconds: 100 } }, 'attempts.perName.tries: is wrong'],
    [{ failuresInARow: 101 }, 'attempts.failuresInARow: is wrong'],
    [{ refusal: { leastMs: 0 } }, 'attempts.refusal.leastMs: is wrong'],
    [{ deviceDays: 401 }, 'attempts.deviceDays: is wrong'],
  ])('are not %j', async (attempts, problem) => {
    await expect(configOf({ attempts })).rejects.toMatchObject({
      problems: [expect.stringContaining(problem)],
    })
  })
})
