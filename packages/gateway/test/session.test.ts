import { LoginError } from '@postern/login'
import { describe, expect, it } from 'vitest'
import { ada, startGateway, totpUser } from './support/start-gateway.ts'

const sessionCookie = '__Host-postern'

describe('the cookies', () => {
  it('are HttpOnly, Secure, SameSite=Strict, __Host- with Path=/ and without Domain (BFF-2, BFF-3, BFF-4)', async () => {
    const { browser } = await startGateway()
    const page = browser()
    const begun = await page.begin()
    const proven = await page.prove({ method: 'password', ...ada })
    const ended = await page.logOut()
    expect(begun.setCookies).toEqual([
      expect.stringMatching(
        /^__Host-postern-login=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=600$/,
      ),
    ])
    expect(proven.setCookies).toEqual([
      expect.stringMatching(/^__Host-postern=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/),
      '__Host-postern-login=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0',
      expect.stringMatching(
        /^__Host-postern-device=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=34560000$/,
      ),
    ])
    expect(ended.setCookies).toEqual([
      '__Host-postern=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0',
    ])
  })

  it('take the longer prefix if configured (K-15)', async () => {
    const { browser } = await startGateway({ config: { cookies: { prefix: '__Host-Http-' } } })
    const page = browser()
    await page.logIn(ada)
    expect([...page.cookies.keys()]).toEqual(['__Host-Http-postern', '__Host-Http-postern-device'])
    expect((await page.session()).json['session']).not.toBeNull()
  })

  it('hold 256 random bits and nothing else (BFF-5)', async () => {
    const { browser } = await startGateway()
    const values = new Set<string>()
    for (let count = 0; count < 5; count += 1) {
      const page = browser()
      await page.logIn(ada)
      values.add(page.cookies.get(sessionCookie) ?? '')
    }
    expect(values.size).toBe(5)
    for (const value of values) expect(Buffer.from(value, 'base64url')).toHaveLength(32)
  })

  it.each(['before', 'behind'])(
    'are refused when one comes twice, the foreign one %s (BFF-7)',
    async (order) => {
      const { browser, call, events } = await startGateway()
      const page = browser()
      await page.logIn(ada)
      const mine = `${sessionCookie}=${page.cookies.get(sessionCookie)}`
      const foreign = `${sessionCookie}=${Buffer.alloc(32, 1).toString('base64url')}`
      const cookie = order === 'before' ? `${foreign}; a=b; ${mine}` : `${mine}; a=b; ${foreign}`
      const reply = await call({
        path: '/auth/session',
        headers: { 'postern-csrf': '1', 'sec-fetch-site': 'same-origin', cookie },
      })
      expect([reply.status, reply.json['code']]).toEqual([400, 'COOKIE_AMBIGUOUS'])
      expect(events('request.cookie_ambiguous')).toMatchObject([{ cookieName: sessionCookie }])
    },
  )

  it('with a flipped bit are no session, and are cleared', async () => {
    const { browser, events } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    const secret = Buffer.from(page.cookies.get(sessionCookie) ?? '', 'base64url')
    secret[7] = (secret[7] ?? 0) ^ 1
    page.cookies.set(sessionCookie, secret.toString('base64url'))
    const reply = await page.session()
    expect([reply.status, reply.json]).toEqual([200, { session: null }])
    expect(page.cookies.has(sessionCookie)).toBe(false)
    expect(events('session.handle_unknown')).toHaveLength(1)
  })

  it.each(['', 'x', `${'A'.repeat(42)}B`, 'A'.repeat(44), `${'A'.repeat(42)}=`, '"quoted"'])(
    'with the value %j are no session',
    async (value) => {
      const { browser } = await startGateway()
      const page = browser()
      page.cookies.set(sessionCookie, value)
      expect((await page.session()).json).toEqual({ session: null })
    },
  )

  it('that were never given out make no session (FIX-2)', async () => {
    const { browser } = await startGateway()
    const page = browser()
    const planted = Buffer.alloc(32, 9).toString('base64url')
    page.cookies.set(sessionCookie, planted)
    page.cookies.set('__Host-postern-login', planted)
    await page.logIn(ada)
    expect(page.cookies.get(sessionCookie)).not.toBe(planted)
    page.cookies.set(sessionCookie, planted)
    expect((await page.session()).json).toEqual({ session: null })
  })
})

describe('a session', () => {
  it('tells the page who and until when, and holds no token and no claim that was not asked for (BFF-9)', async () => {
    const { browser, engine, clock } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    const reply = await page.session()
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(reply.json).toEqual({
      session: {
        subject: `subject-of-${ada.loginName}`,
        name: 'Ada L.',
        loginName: ada.loginName,
        picture: null,
        email: 'ada@example.com',
        roles: ['reader'],
        methods: ['password'],
        authTime: clock.now(),
        createdAt: clock.now(),
        expiresAt: clock.now() + 86_400_000,
        idleExpiresAt: clock.now() + 3_600_000,
        login: {
          flow: 'back_channel',
          steps: [{ step: 'verify_user', startedAt: clock.now(), endedAt: clock.now() }],
        },
      },
    })
    for (const token of engine.tokens) expect(reply.text).not.toContain(token)
  })

  it('gets a new handle at login, and the old one stops working (FIX-1)', async () => {
    const { browser, engine } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    const before = page.cookies.get(sessionCookie) ?? ''
    await page.logIn(totpUser)
    expect(page.cookies.get(sessionCookie)).toBe(before)
    await page.prove({ method: 'totp', code: totpUser.code })
    expect(page.cookies.get(sessionCookie)).not.toBe(before)
    const replay = browser()
    replay.cookies.set(sessionCookie, before)
    expect((await replay.session()).json).toEqual({ session: null })
    expect(engine.ended).toEqual(['zitadel-session-1'])
  })

  it('never puts a handle into an address (FIX-4)', async () => {
    const { browser } = await startGateway()
    const page = browser()
    const replies = [
      await page.begin(),
      await page.prove({ method: 'password', ...ada }),
      await page.session(),
    ]
    const handles = [page.attempt, page.cookies.get(sessionCookie) ?? '']
    for (const { headers, text } of replies) {
      expect(headers['location']).toBeUndefined()
      for (const handle of handles) expect(text).not.toMatch(new RegExp(`https?://[^"]*${handle}`))
    }
    expect((await page.send({ path: `/auth/session?handle=${handles[1]}` })).status).toBe(400)
  })

  const limits = {
    session: { idleSeconds: 100, absoluteSeconds: 250, touchSeconds: 0, policyCheckSeconds: 10_000 },
  }

  it('ends when it is idle for too long, at the very millisecond, at ZITADEL too (BFF-8)', async () => {
    const { browser, clock, engine, events } = await startGateway({ config: limits })
    const page = browser()
    await page.logIn(ada)
    const cookie = page.cookies.get(sessionCookie) ?? ''
    clock.advance(99_999)
    expect((await page.session()).json['session']).not.toBeNull()
    clock.advance(1)
    expect((await page.session()).json).toEqual({ session: null })
    expect(engine.ended).toEqual(['zitadel-session-1'])
    expect(events('session.ended')).toMatchObject([{ by: 'idle' }])
    clock.advance(-1000)
    page.cookies.set(sessionCookie, cookie)
    expect((await page.session()).json).toEqual({ session: null })
  })

  it.each([
    ['every policyCheckSeconds', { settingsCacheSeconds: 0 }, 300_000],
    ['earlier by the age that settings may have', { settingsCacheSeconds: 60 }, 240_000],
  ])(
    'is judged by the policy %s, once for all who ask at that time (POLICY-NOW)',
    async (_, config, every) => {
      const { browser, clock, engine } = await startGateway({ config })
      const page = browser()
      await page.logIn(ada)
      clock.advance(every - 1)
      await page.session()
      expect(engine.judged).toHaveLength(0)
      clock.advance(1)
      const gate = Promise.withResolvers<[]>()
      engine.onJudge = () => gate.promise
      const asked = [page.session(), page.session(), page.session()]
      await expect.poll(() => engine.judged.length).toBe(1)
      gate.resolve([])
      for (const reply of await Promise.all(asked)) expect(reply.json['session']).not.toBeNull()
      await page.session()
      expect(engine.judged).toHaveLength(1)
    },
  )

  it('ends when the policy does not let it go on', async () => {
    const { browser, clock, engine, events } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    clock.advance(300_000)
    engine.onJudge = async () => [{ type: 'second_factor', methods: ['totp'], reason: 'forced' }]
    expect((await page.session()).json).toEqual({ session: null })
    expect(engine.ended).toEqual(['zitadel-session-1'])
    expect(events('session.judged_insufficient')).toMatchObject([
      { missing: [{ type: 'second_factor', reason: 'forced' }] },
    ])
    expect(events('session.ended')).toMatchObject([{ by: 'policy' }])
  })

  it('is not used while the policy cannot be asked, and works again afterwards (OPS-1)', async () => {
    const { browser, clock, engine } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    clock.advance(300_000)
    engine.onJudge = async () => {
      throw new LoginError('ISSUER_UNREACHABLE', 'connect ECONNREFUSED 10.1.2.3')
    }
    const reply = await page.session()
    expect([reply.status, reply.json['code']]).toEqual([503, 'SESSION_UNCHECKED'])
    expect(reply.text).not.toContain('10.1.2.3')
    engine.onJudge = async () => []
    expect((await page.session()).json['session']).not.toBeNull()
  })

  it.each(['policy_unreadable', 'clock_skewed'] as const)(
    'is not used, and not ended, while its judgement is %s (OPS-1)',
    async (type) => {
      const { browser, clock, engine, events } = await startGateway()
      const page = browser()
      await page.logIn(ada)
      clock.advance(300_000)
      engine.onJudge = async () => [
        { type: 'user_refused', reason: 'user_locked' },
        { type, reason: 'clock_unreadable' },
      ]
      const reply = await page.session()
      expect([reply.status, reply.json['code']]).toEqual([503, 'SESSION_UNCHECKED'])
      expect([engine.ended, events('session.ended')]).toEqual([[], []])
      engine.onJudge = async () => []
      expect((await page.session()).json['session']).not.toBeNull()
    },
  )

  it('is judged as of when the reading began: what took long is not younger for that', async () => {
    const { browser, clock, engine } = await startGateway({ config: { settingsCacheSeconds: 0 } })
    const page = browser()
    await page.logIn(ada)
    clock.advance(300_000)
    engine.onJudge = async () => {
      clock.advance(20_000)
      return []
    }
    await page.session()
    engine.onJudge = async () => []
    clock.advance(279_999)
    await page.session()
    expect(engine.judged).toHaveLength(1)
    clock.advance(1)
    await page.session()
    expect(engine.judged).toHaveLength(2)
  })

  it('is judged anew when the clock went back, and then as often as ever (POLICY-NOW)', async () => {
    const { browser, clock, engine } = await startGateway({ config: { settingsCacheSeconds: 0 } })
    const page = browser()
    await page.logIn(ada)
    clock.advance(-3600_000)
    await page.session()
    expect(engine.judged).toHaveLength(1)
    clock.advance(299_999)
    await page.session()
    expect(engine.judged).toHaveLength(1)
    clock.advance(1)
    await page.session()
    expect(engine.judged).toHaveLength(2)
  })

  it('reads as ended when its record was changed in the store', async () => {
    const gateway = await startGateway()
    const page = gateway.browser()
    await page.logIn(ada)
    const entries = (await gateway.stored()).filter(({ key }) => key.startsWith('session/'))
    expect(entries).toHaveLength(1)
    for (const { key, value, version, expiresAt, indexes } of entries) {
      value[value.length - 1] = (value.at(-1) ?? 0) ^ 1
      await gateway.store.put(key, value, { if: { version }, expiresAt, indexes })
    }
    expect((await page.session()).json).toEqual({ session: null })
    expect(gateway.events('session.record_unreadable')).toMatchObject([{ code: 'RECORD_UNREADABLE' }])
  })
})

describe('logging out', () => {
  it('destroys the session first, clears the cookie and the storage, and ends the ZITADEL session (LOGOUT-1)', async () => {
    const { browser, engine, events } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    const cookie = page.cookies.get(sessionCookie) ?? ''
    const gate = Promise.withResolvers<void>()
    engine.onEnd = () => gate.promise
    const logOut = page.logOut()
    await expect.poll(() => events('session.ended').length).toBe(1)
    const replay = browser()
    replay.cookies.set(sessionCookie, cookie)
    expect((await replay.session()).json).toEqual({ session: null })
    gate.resolve()
    const reply = await logOut
    expect([reply.status, reply.headers['clear-site-data']]).toEqual([204, '"storage"'])
    expect([...page.cookies.keys()]).toEqual(['__Host-postern-device'])
    expect(engine.ended).toEqual(['zitadel-session-1'])
  })

  it('cannot be asked for by another site (LOGOUT-1, CSRF-1)', async () => {
    const { browser } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    expect((await page.send({ method: 'DELETE', path: '/auth/session', headers })).status).toBe(403)
    expect((await page.session()).json['session']).not.toBeNull()
  })

  it('works when ZITADEL is down, and goes on trying behind (LOGOUT-2)', async () => {
    const { browser, engine, tick, clock } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    engine.onEnd = async () => {
      throw new LoginError('ISSUER_UNREACHABLE')
    }
    expect((await page.logOut()).status).toBe(204)
    expect((await page.session()).json).toEqual({ session: null })
    expect(engine.ended).toEqual([])
    engine.onEnd = async () => undefined
    clock.advance(1_000)
    await expect.poll(() => [tick(5_000), engine.ended]).toEqual([undefined, ['zitadel-session-1']])
  })

  it('is answered after three seconds when ZITADEL does not answer', async () => {
    const { browser, engine, waits, tick } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    const gate = Promise.withResolvers<void>()
    engine.onEnd = () => gate.promise
    const logOut = page.logOut()
    await expect.poll(() => waits.some(({ ms }) => ms === 3_000)).toBe(true)
    tick(3_000)
    expect((await logOut).status).toBe(204)
    gate.resolve()
  })

  it('twice, and without a session, is answered the same', async () => {
    const { browser } = await startGateway()
    const page = browser()
    await page.logIn(ada)
    expect([(await page.logOut()).status, (await page.logOut()).status]).toEqual([204, 204])
    expect((await browser().logOut()).status).toBe(204)
  })
})
