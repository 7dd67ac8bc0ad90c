import { describe, expect, it } from 'vitest'
import type { Reply } from './support/call.ts'
import { browserAt } from './support/from-address.ts'
import {
  aGateway,
  deviceCookie,
  elsewhere,
  limitsOf,
  throttled,
  told,
  tryAt,
} from './support/small-limits.ts'
import { ada, type TestGateway } from './support/start-gateway.ts'

describe('logins that are begun and not finished (OPS-3)', () => {
  const begin = (gateway: TestGateway, address: string): Promise<Reply> => browserAt(gateway, address).begin()
  const statuses = async (
    count: number,
    next: (at: number) => Promise<Reply>,
  ): Promise<readonly number[]> => {
    const seen = []
    for (let at = 0; at < count; at += 1) seen.push((await next(at)).status)
    return seen
  }

  it('are capped for each address and each network, for as long as a login may last', async () => {
    const gateway = await aGateway({ openPerAddress: 2, lifetimeSeconds: 60 })
    expect(await statuses(4, () => begin(gateway, '198.51.100.1'))).toEqual([201, 201, 429, 429])
    expect(await statuses(8, (at) => begin(gateway, `198.51.100.${2 + at}`))).toEqual([
      201, 201, 201, 201, 201, 201, 429, 429,
    ])
    expect((await begin(gateway, '198.51.101.1')).status).toBe(201)
    expect(new Set(limitsOf(gateway))).toEqual(new Set(['openPerAddress', 'openPerNetwork']))
    gateway.clock.advance(59_999)
    const late = await begin(gateway, '198.51.100.1')
    expect(told(late)).toEqual(throttled(60))
    gateway.clock.advance(1)
    expect((await begin(gateway, '198.51.100.1')).status).toBe(201)
  })

  it('are capped in all, and a tenth more is left to known devices', async () => {
    const gateway = await aGateway({ open: 10, openPerAddress: 5 })
    const owner = browserAt(gateway, elsewhere(100))
    await owner.logIn(ada)
    const flood = await statuses(15, (at) => begin(gateway, elsewhere(at)))
    expect(flood.filter((status) => status === 201)).toHaveLength(10)
    expect(limitsOf(gateway)).toEqual(Array.from({ length: 5 }, () => 'open'))
    expect(await statuses(3, () => owner.logIn(ada))).toEqual([200, 200, 200])
    expect((await owner.begin()).status).toBe(201)
    expect((await owner.begin()).status).toBe(429)
  })

  it('leave no more in the store than the cap, however many are tried, and real logins still work', async () => {
    const gateway = await aGateway({ open: 100, openPerAddress: 20 })
    const owner = browserAt(gateway, elsewhere(200))
    await owner.logIn(ada)
    const before = (await gateway.stored()).length
    for (let round = 0; round < 20; round += 1)
      await Promise.all(Array.from({ length: 50 }, (_, at) => begin(gateway, elsewhere(at))))
    expect(gateway.engine.contexts.length).toBe(101)
    expect((await gateway.stored()).length).toBe(before)
    expect((await owner.logIn(ada)).status).toBe(200)
  })

  it('do not count when they were finished, and do when they were given up', async () => {
    const gateway = await aGateway({ openPerAddress: 2 })
    const page = browserAt(gateway, elsewhere(1))
    page.cookies.delete(deviceCookie)
    for (let count = 0; count < 6; count += 1)
      expect((await tryAt(gateway, elsewhere(1), ada)).status).toBe(200)
    const giveUp = async (): Promise<Reply> => {
      const begun = await page.begin()
      await page.send({
        method: 'DELETE',
        path: '/auth/login',
        headers: { 'postern-attempt': page.attempt },
      })
      return begun
    }
    expect(await statuses(3, giveUp)).toEqual([201, 201, 429])
  })
})
