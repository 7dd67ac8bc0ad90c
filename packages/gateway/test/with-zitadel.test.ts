import { findCanary } from '@postern/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aLocalIssuer, type LocalIssuer, startWithZitadel } from './support/start-with-zitadel.ts'

let issuer: LocalIssuer
beforeAll(async () => {
  issuer = await aLocalIssuer()
})
beforeEach(() => {
  issuer.zitadel.faults.clear()
  // One-time codes are taken once: every test has a time step of its own.
  issuer.clock.advance(60_000)
})
afterAll(() => issuer.zitadel.close())

describe('the gateway with the login engine and the local ZITADEL', () => {
  it('logs in by password, calls the API with a token that ZITADEL honours, and logs out for good (LOGOUT-1)', async () => {
    const { browser, tokens, userinfo } = await startWithZitadel(issuer)
    const page = browser()
    const user = issuer.user('mini')
    const proven = await page.logIn(user)
    expect(proven.status).toBe(200)
    expect(proven.json).toMatchObject({
      attempt: { state: 'finished', needs: [] },
      session: {
        subject: user.id,
        loginName: user.loginName,
        roles: ['reader'],
        methods: ['password'],
        login: { flow: 'back_channel' },
      },
    })
    const { login } = proven.json['session'] as { login: { steps: { step: string }[] } }
    expect(login.steps.map(({ step }) => step).toSorted()).toEqual([
      'authenticate_application',
      'begin_authorization',
      'bind_session',
      'exchange_code',
      'store_tokens',
      'validate_tokens',
      'verify_user',
    ])
    await page.send({ path: '/api/feed' })
    expect(await userinfo(tokens[0])).toBe(200)
    expect((await page.logOut()).status).toBe(204)
    expect(await userinfo(tokens[0])).toBe(401)
    expect((await page.send({ path: '/api/feed' })).status).toBe(401)
  })

  it('asks for the second factor that the user has enrolled', async () => {
    const { browser } = await startWithZitadel(issuer)
    const page = browser()
    const first = await page.logIn(issuer.user('totp'))
    expect(first.json).toMatchObject({
      attempt: { state: 'open', needs: [{ type: 'second_factor', methods: ['totp'] }] },
      session: null,
    })
    const wrong = await page.prove({ method: 'totp', code: '000000' })
    expect([wrong.status, wrong.json['code']]).toEqual([401, 'CODE_REJECTED'])
    const second = await page.prove({ method: 'totp', code: issuer.totp('totp') })
    expect(second.json).toMatchObject({ session: { methods: ['password', 'totp'] } })
  })

  it('has one face for an unknown user, a wrong password and a user without one (CRED-9)', async () => {
    const { browser } = await startWithZitadel(issuer)
    const faces = []
    for (const user of [
      { loginName: 'nobody@newsroom.localhost', password: 'x' },
      { ...issuer.user('mini'), password: 'x' },
      { loginName: issuer.user('sso').loginName, password: 'x' },
    ]) {
      const { status, json, headers } = await browser().logIn(user)
      faces.push([status, { ...json, correlation: '' }, Object.keys(headers), headers['content-length']])
    }
    expect(faces[1]).toEqual(faces[0])
    expect(faces[2]).toEqual(faces[0])
  })

  it('refuses a second proof on a finished attempt, and one of two at once', async () => {
    const { browser } = await startWithZitadel(issuer)
    const page = browser()
    await page.begin()
    const login = page.cookies.get('__Host-postern-login') ?? ''
    const proof = { method: 'password', ...issuer.user('mini') }
    const body = { method: 'password', loginName: proof.loginName, password: proof.password }
    const both = await Promise.all([page.prove(body), page.prove(body)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    page.cookies.set('__Host-postern-login', login)
    const again = await page.prove(body)
    expect(again.status).toBeGreaterThanOrEqual(409)
    expect(again.setCookies).toEqual([])
  })

  it('refuses an expired attempt and one of another browser (FIX-3)', async () => {
    const { browser, clock } = await startWithZitadel(issuer)
    const [mine, other] = [browser(), browser()]
    const { loginName, password } = issuer.user('mini')
    const proof = { method: 'password', loginName, password }
    await mine.begin()
    await other.begin()
    other.attempt = mine.attempt
    expect((await other.prove(proof)).json['code']).toBe('ATTEMPT_GONE')
    clock.advance(600_000)
    expect((await mine.prove(proof)).json['code']).toBe('ATTEMPT_GONE')
  })

  it('renews ahead of the end of the token while the old one lives on (NO-CALL-LOST)', async () => {
    const { browser, clock, tokens, userinfo, events } = await startWithZitadel(issuer)
    const page = browser()
    await page.logIn(issuer.user('mini'))
    // In steps shorter than the idle limit, until a tenth of the token's twelve hours is left.
    for (let steps = 0; steps < 11; steps += 1) {
      clock.advance(3_540_000)
      await page.send({ path: '/api/feed' })
    }
    await expect.poll(() => events('session.renewed').length, { timeout: 5000 }).toBe(1)
    await page.send({ path: '/api/feed' })
    const [first, last] = [tokens[0], tokens.at(-1)]
    expect(last).not.toBe(first)
    expect([await userinfo(first), await userinfo(last)]).toEqual([200, 200])
    await page.logOut()
    expect([await userinfo(first), await userinfo(last)]).toEqual([401, 401])
  })

  it('ends at ZITADEL what nobody uses any more: its access token dies without a request (BFF-8)', async () => {
    const { browser, clock, tokens, userinfo, tick } = await startWithZitadel(issuer)
    const page = browser()
    await page.logIn(issuer.user('mini'))
    await page.send({ path: '/api/feed' })
    clock.advance(3_600_000)
    expect(await userinfo(tokens[0])).toBe(200)
    clock.advance(60_000)
    await expect
      .poll(async () => {
        tick(30_000)
        tick(5_000)
        return userinfo(tokens[0])
      })
      .toBe(401)
  })

  it('ends the session of a user who was deactivated, within policyCheckSeconds (POLICY-NOW)', async () => {
    const { browser, clock, tokens, userinfo, events } = await startWithZitadel(issuer)
    const page = browser()
    const user = issuer.user('editor')
    await page.logIn(user)
    await page.send({ path: '/api/feed' })
    expect((await issuer.admin(`/v2/users/${user.id}/deactivate`)).status).toBe(200)
    try {
      clock.advance(299_999)
      expect((await page.session()).json['session']).not.toBeNull()
      clock.advance(1)
      expect((await page.session()).json).toEqual({ session: null })
      expect(events('session.ended')).toMatchObject([{ by: 'policy' }])
      expect(await userinfo(tokens[0])).toBe(401)
    } finally {
      await issuer.admin(`/v2/users/${user.id}/reactivate`)
    }
  })

  it.each([
    ['answers with HTML', { answer: 'html' } as const],
    ['answers 500', { answer: 500 } as const],
    ['answers 501', { answer: 501 } as const],
    ['loses its answer', { lose: 'after' } as const],
  ])('stores nothing and says so in the log when the token endpoint %s', async (_, fault) => {
    const { browser, stored, log } = await startWithZitadel(issuer)
    const page = browser()
    await page.begin()
    // The first token call may be the login client's own.
    await page.prove({ method: 'password', loginName: 'nobody@newsroom.localhost', password: 'x' })
    issuer.zitadel.faults.next('POST /oauth/v2/token', fault, 5)
    const { loginName, password } = issuer.user('mini')
    const reply = await page.prove({ method: 'password', loginName, password })
    expect(reply.status).toBeGreaterThanOrEqual(502)
    expect(reply.setCookies).toEqual([])
    expect((await stored()).filter(({ key }) => key.startsWith('session/'))).toEqual([])
    expect(
      log.filter(({ correlation, level }) => correlation === reply.json['correlation'] && level === 'error'),
    ).toHaveLength(1)
  })

  it('keeps passwords and tokens out of every sink, on good and bad days (CRED-4, AUD-2, NO-TOKEN-OUT)', async () => {
    const gateway = await startWithZitadel(issuer)
    const page = gateway.browser()
    const { loginName, password } = issuer.user('mini')
    const seen: string[] = []
    const note = async (reply: ReturnType<typeof page.send>): Promise<void> => {
      const { text, headers } = await reply
      seen.push(text + JSON.stringify(headers))
    }
    await note(page.logIn({ loginName, password: 'a-wrong-canary-password' }))
    issuer.zitadel.faults.next('POST /v2/sessions', { answer: 'html' })
    await note(page.logIn({ loginName, password }))
    await note(page.logIn({ loginName, password }))
    await note(page.session())
    await note(page.send({ path: '/api/feed' }))
    const stored = Buffer.concat(
      (await gateway.stored()).map(({ key, value }) => Buffer.concat([Buffer.from(key), value])),
    )
    await note(page.logOut())
    const sinks = [seen.join('\n'), JSON.stringify(gateway.log), stored]
    const canaries = [password, 'a-wrong-canary-password', ...gateway.tokens]
    expect(canaries).toHaveLength(3)
    for (const canary of canaries) expect(sinks.map((sink) => findCanary(sink, canary))).toEqual([[], [], []])
  })

  it('is ready, and says what is wrong when the issuer is not the configured one (DISC-1)', async () => {
    const good = await startWithZitadel(issuer)
    await good.gateway.ready()
    const other = await startWithZitadel(issuer, {
      config: { issuer: issuer.zitadel.issuer.replace('localhost', '127.0.0.1') },
    })
    await expect(other.gateway.ready()).rejects.toMatchObject({ code: expect.stringMatching(/^ISSUER_/) })
  })
})
