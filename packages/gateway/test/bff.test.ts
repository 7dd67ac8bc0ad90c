import { memoryStore, type Store, StoreError } from '@postern/store'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aService } from './support/a-service.ts'
import { aLocalIssuer, startWithZitadel } from './support/start-with-zitadel.ts'
import { ada, startGateway } from './support/start-gateway.ts'

describe('the gateway as the confidential client of its page', () => {
  it('is one that ZITADEL gives nothing without its proof, and the page gets no code to bring (BFF-1)', async () => {
    const issuer = await aLocalIssuer()
    onTestFinished(() => issuer.zitadel.close())
    const { browser } = await startWithZitadel(issuer)
    const proven = await browser().logIn(issuer.user('mini'))
    expect(proven.status).toBe(200)
    expect(proven.text).not.toMatch(/"code"|state=|callback/)
    const application = issuer.zitadel.seeded.applications.find(({ key }) => key !== undefined)
    const answer = await fetch(`${issuer.zitadel.issuer}/oauth/v2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: 'a-code',
        code_verifier: 'a'.repeat(43),
        redirect_uri: 'http://localhost:3000/auth/callback',
        client_id: application?.key?.clientId ?? '',
      }),
    })
    expect(answer.ok).toBe(false)
    expect(await answer.json()).toMatchObject({ error: 'invalid_client' })
  })

  it('keeps the state of a session to itself: the cookie is as long for every user, and a copy of it dies with the session (BFF-6)', async () => {
    const { browser, engine } = await startGateway()
    const other = { loginName: `${'x'.repeat(150)}@example.com`, password: 'another password' }
    engine.users.push(other)
    const [small, large, thief] = [browser(), browser(), browser()]
    await small.logIn(ada)
    await large.logIn(other)
    const cookies = [small, large].map(({ cookies: jar }) => jar.get('__Host-postern') ?? '')
    expect(cookies.map(({ length }) => length)).toEqual([43, 43])
    thief.cookies.set('__Host-postern', cookies[0] ?? '')
    expect((await thief.session()).json['session']).not.toBeNull()
    await small.logOut()
    expect((await thief.session()).json['session']).toBeNull()
  })
})

describe('a store that fails', () => {
  it('lets nothing through while it does, and everything when it is back (OPS-1)', async () => {
    let isBroken = false
    const service = await aService()
    const { browser, engine } = await startGateway({
      store: ({ now }) => breaking(memoryStore({ now }), () => isBroken),
      config: { routes: [{ path: '/api', upstream: service.origin, token: 'access_token' }] },
    })
    const page = browser()
    await page.logIn(ada)
    expect((await page.send({ path: '/api/x' })).status).toBe(200)
    isBroken = true
    const refused = await Promise.all([
      page.send({ path: '/api/x' }),
      page.session(),
      browser().begin(),
      page.logOut(),
    ])
    for (const reply of refused) {
      expect(reply.status).toBeGreaterThanOrEqual(500)
      expect(reply.text).not.toContain('the disk')
      expect(reply.headers['cache-control']).toBe('no-store')
    }
    expect([service.requests.length, engine.ended]).toEqual([1, []])
    isBroken = false
    expect((await page.send({ path: '/api/x' })).status).toBe(200)
    expect((await page.logOut()).status).toBe(204)
    expect((await page.send({ path: '/api/x' })).status).toBe(401)
  })
})

/** A store whose every call fails for as long as the test says. */
function breaking(inner: Store, isBroken: () => boolean): Store {
  const guarded = <Work extends (...parameters: never[]) => Promise<unknown>>(work: Work) =>
    ((...parameters: Parameters<Work>) =>
      isBroken() ? Promise.reject(new StoreError('STORE_FAILED', 'the disk')) : work(...parameters)) as Work
  return Object.fromEntries(
    Object.entries(inner).map(([name, work]) => [name, name === 'close' ? work : guarded(work)]),
  ) as unknown as Store
}
