import { describe, expect, it } from 'vitest'
import type { Reply } from './support/call.ts'
import { replicas } from './support/replicas.ts'
import { ada, startGateway, totpUser } from './support/start-gateway.ts'

const cookieName = '__Host-postern'

interface Listed {
  readonly id: string
  readonly current: boolean
  readonly [name: string]: unknown
}
const listed = ({ json }: Reply) => json['sessions'] as Listed[]
const firstId = (reply: Reply) => listed(reply)[0]?.id ?? 'none'
const isAlive = async (page: { session(): Promise<Reply> }) => (await page.session()).json['session'] !== null

/** A user with three sessions, and somebody else with one. */
async function aUser() {
  const gateway = await startGateway()
  const pages = [gateway.browser(), gateway.browser(), gateway.browser()] as const
  for (const [at, page] of pages.entries()) {
    await page.begin()
    await page.send({
      method: 'POST',
      path: '/auth/login/proof',
      headers: { 'postern-attempt': page.attempt, 'user-agent': `browser ${at}` },
      body: JSON.stringify({ method: 'password', ...ada }),
    })
    gateway.clock.advance(1_000)
  }
  const stranger = gateway.browser()
  await stranger.logIn(totpUser)
  await stranger.prove({ method: 'totp', code: totpUser.code })
  const list = (page: (typeof pages)[number] = pages[0]) => page.send({ path: '/auth/sessions' })
  const end = (id: string, page: (typeof pages)[number] = pages[0]) =>
    page.send({ method: 'DELETE', path: `/auth/sessions/${id}` })
  return { ...gateway, pages, stranger, list, end }
}

describe("a user's own sessions (FIX-6)", () => {
  it('are listed with where and when, the one used last first, and which one asks', async () => {
    const { list, pages, clock } = await aUser()
    const reply = await list(pages[1])
    expect([reply.status, reply.headers['cache-control']]).toEqual([200, 'no-store'])
    const at = (seconds: number) => clock.now() - seconds * 1_000
    expect(listed(reply)).toEqual(
      [2, 1, 0].map((page) => ({
        id: expect.stringMatching(/^[\w-]{16}$/),
        current: page === 1,
        device: `browser ${page}`,
        address: '127.0.0.1',
        createdAt: at(3 - page),
        lastUsedAt: at(3 - page),
      })),
    )
  })

  it('have ids that open nothing, and stand in no cookie and no store (BFF-9)', async () => {
    const { list, browser, stored, pages } = await aUser()
    for (const { id } of listed(await list())) {
      for (const value of [id, id.padEnd(43, 'A')]) {
        const thief = browser()
        thief.cookies.set(cookieName, value)
        expect(await isAlive(thief)).toBe(false)
      }
      expect((await stored()).map(({ key }) => key).join()).not.toContain(id)
      expect(pages.map(({ cookies }) => cookies.get(cookieName)).join()).not.toContain(id)
    }
  })

  it('can be ended one by one, on every replica, and the others live on (FIX-5)', async () => {
    const [one, other] = await replicas()
    const [mine, lost] = [one.browser(), one.browser()]
    await mine.logIn(ada)
    await lost.logIn(ada)
    const victim = listed(await mine.send({ path: '/auth/sessions' })).find(({ current }) => !current)
    const asking = other.browser()
    asking.cookies.set(cookieName, mine.cookies.get(cookieName) ?? '')
    const reply = await asking.send({ method: 'DELETE', path: `/auth/sessions/${victim?.id}` })
    expect([reply.status, reply.setCookies, reply.headers['clear-site-data']]).toEqual([204, [], undefined])
    expect([await isAlive(lost), await isAlive(mine), await isAlive(asking)]).toEqual([false, true, true])
    expect([one.engine.ended, other.engine.ended]).toEqual([[], ['zitadel-session-2']])
  })

  it('are said in the audit trail with who ended them, from where and by what', async () => {
    const { list, end, events } = await aUser()
    const all = listed(await list())
    const victim = all[0]?.id ?? 'none'
    await end(victim)
    const subject = `subject-of-${ada.loginName}`
    const asking = all.find(({ current }) => current)?.id
    expect(events('session.end_asked')).toMatchObject([
      { session: asking, subject, of: 'other_session', sessions: 1, address: '127.0.0.1' },
    ])
    expect(events('session.ended')).toMatchObject([
      { session: victim, subject, by: 'other_session', correlation: expect.any(String) },
    ])
  })

  it("end with the cookie when it is one's own that is ended", async () => {
    const { list, end, pages } = await aUser()
    const current = listed(await list()).find((each) => each.current)
    const reply = await end(current?.id ?? 'none')
    expect([reply.status, reply.setCookies, reply.headers['clear-site-data']]).toEqual([
      204,
      ['__Host-postern=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0'],
      '"storage"',
    ])
    expect([await isAlive(pages[0]), await isAlive(pages[1])]).toEqual([false, true])
  })

  it('are never those of another user: theirs are not found, like those that never were', async () => {
    const { list, end, stranger, engine } = await aUser()
    const theirs = firstId(await list(stranger))
    const faces = []
    for (const id of [theirs, 'A'.repeat(16), 'x', 'zitadel-session-4']) {
      const { status, json } = await end(id)
      faces.push([status, json['code']])
    }
    expect(faces).toEqual(faces.map(() => [404, 'NOT_FOUND']))
    expect(await isAlive(stranger)).toBe(true)
    expect(engine.ended).toEqual([])
  })

  it('can all be ended at once, the one that asks too, and nobody else is', async () => {
    const { pages, stranger, engine, events } = await aUser()
    const reply = await pages[2].send({ method: 'DELETE', path: '/auth/sessions' })
    expect([reply.status, reply.headers['clear-site-data'], pages[2].cookies.has(cookieName)]).toEqual([
      204,
      '"storage"',
      false,
    ])
    for (const page of pages) expect(await isAlive(page)).toBe(false)
    expect(await isAlive(stranger)).toBe(true)
    expect(engine.ended.toSorted()).toEqual(['zitadel-session-1', 'zitadel-session-2', 'zitadel-session-3'])
    expect(events('session.ended').map(({ by }) => by)).toEqual(['everywhere', 'everywhere', 'everywhere'])
    expect(events('session.end_asked')).toMatchObject([{ of: 'everywhere', sessions: 3 }])
  })

  it('can all be ended, however many there are', async () => {
    const { browser, engine } = await startGateway({
      config: { attempts: { perNameAndAddress: { tries: 200, windowSeconds: 60 } } },
    })
    const page = browser()
    for (let count = 0; count < 101; count += 1) {
      page.cookies.delete(cookieName)
      await page.logIn(ada)
    }
    await page.send({ method: 'DELETE', path: '/auth/sessions' })
    expect(engine.ended).toHaveLength(101)
  })

  it('that are over are not listed', async () => {
    const gateway = await startGateway({ config: { session: { idleSeconds: 100 } } })
    const [old, mine] = [gateway.browser(), gateway.browser()]
    await old.logIn(ada)
    gateway.clock.advance(99_999)
    await mine.logIn(ada)
    expect(listed(await mine.send({ path: '/auth/sessions' }))).toHaveLength(2)
    gateway.clock.advance(1)
    expect(listed(await mine.send({ path: '/auth/sessions' }))).toMatchObject([{ current: true }])
  })

  it('are nobody’s without a session, and cannot be asked for by another site (CSRF-1)', async () => {
    const { browser, pages, list, end } = await aUser()
    const id = firstId(await list())
    const calls = [
      { path: '/auth/sessions' },
      { method: 'DELETE', path: '/auth/sessions' },
      { method: 'DELETE', path: `/auth/sessions/${id}` },
    ]
    for (const call of calls) {
      const nobody = await browser().send(call)
      expect([nobody.status, nobody.json['code']]).toEqual([401, 'SESSION_REQUIRED'])
      const forged = await pages[0].send({ ...call, headers: { 'postern-csrf': undefined } })
      expect([forged.status, forged.json['code']]).toEqual([403, 'REQUEST_FORGED'])
      const foreign = await pages[0].send({
        ...call,
        headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      })
      expect(foreign.status).toBe(403)
    }
    expect((await pages[0].send({ path: '/auth/sessions?all=1' })).status).toBe(400)
    expect((await pages[0].send({ method: 'POST', path: '/auth/sessions' })).headers['allow']).toBe(
      'GET, DELETE',
    )
    for (const page of pages) expect(await isAlive(page)).toBe(true)
    expect((await end(id)).status).toBe(204)
  })

  it('are logged by the name of the address, never by an id', async () => {
    const { list, end, log } = await aUser()
    await end(firstId(await list()))
    const routes = log.filter(({ message }) => message === 'answered').map(({ route }) => route)
    expect(routes.slice(-2)).toEqual(['/auth/sessions', '/auth/sessions/{id}'])
  })
})
