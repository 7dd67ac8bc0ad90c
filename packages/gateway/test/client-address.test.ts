import { describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import { anyAddress, browserAt } from './support/from-address.ts'
import { ada, configOf, startGateway } from './support/start-gateway.ts'

const routes = (origin: string) => [{ path: '/api', upstream: origin, token: 'access_token' }]

describe("the client's address", () => {
  it('is found behind a trusted proxy, for services, ZITADEL, sessions and the audit trail alike (PROXY-9)', async () => {
    const service = await aService()
    const gateway = await startGateway({ config: { ...anyAddress, routes: routes(service.origin) } })
    const page = browserAt(gateway, '6.6.6.6, ::ffff:203.0.113.7')
    await page.logIn(ada)
    await page.send({ path: '/api/x', headers: { forwarded: 'for=6.6.6.6', 'x-real-ip': '6.6.6.6' } })
    expect(service.requests[0]?.headers['x-forwarded-for']).toBe('203.0.113.7')
    expect(service.requests[0]?.headers['forwarded']).toBeUndefined()
    expect(gateway.engine.contexts).toMatchObject([{ device: { address: '203.0.113.7' } }])
    expect(gateway.events('session.started')).toMatchObject([{ address: '203.0.113.7' }])
    expect(JSON.stringify(gateway.log)).not.toContain('6.6.6.6')
  })

  it('is the peer of the connection unless a proxy is trusted (PROXY-9)', async () => {
    const service = await aService()
    const gateway = await startGateway({ config: { routes: routes(service.origin) } })
    const page = browserAt(gateway, '6.6.6.6')
    await page.logIn(ada)
    await page.send({ path: '/api/x', headers: { forwarded: 'for=6.6.6.6' } })
    expect(service.requests[0]?.headers['x-forwarded-for']).toBe('127.0.0.1')
    expect(gateway.engine.contexts).toMatchObject([{ device: { address: '127.0.0.1' } }])
  })

  it.each([
    [{ trustedProxies: ['10.0.0.0/8'] }, 'clientAddressHeader: should be said, because trustedProxies are'],
    [{ clientAddressHeader: 'forwarded' }, 'trustedProxies: should be said, because clientAddressHeader is'],
    [{ trustedProxies: ['0.0.0.0/0'], clientAddressHeader: 'forwarded' }, 'trustedProxies[0]: is wrong'],
    [{ trustedProxies: ['proxy'], clientAddressHeader: 'forwarded' }, 'trustedProxies[0]: is wrong'],
    [{ trustedProxies: ['::1'], clientAddressHeader: 'x-real-ip' }, 'clientAddressHeader: is wrong'],
  ])('is not configured by %j', async (config, problem) => {
    await expect(configOf(config)).rejects.toMatchObject({
      problems: expect.arrayContaining([expect.stringContaining(problem)]),
    })
  })
})
