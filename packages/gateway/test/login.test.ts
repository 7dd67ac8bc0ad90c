import { LoginError } from '@postern/login'
import { describe, expect, it } from 'vitest'
import { holdProof } from './support/hold-proof.ts'
import { ada, startGateway, totpUser } from './support/start-gateway.ts'

const password = { method: 'password', ...ada }

describe('the login endpoints', () => {
  it('log in with a password, step by step', async () => {
    const { browser } = await startGateway()
    const page = browser()
    const begun = await page.begin()
    expect(begun.status).toBe(201)
    expect(begun.json).toMatchObject({
      state: 'open',
      needs: [{ type: 'first_factor', methods: ['password'] }],
    })
    expect(
      (await page.send({ path: '/auth/login', headers: { 'postern-attempt': page.attempt } })).json,
    ).toEqual(begun.json)
    const proven = await page.prove(password)
    expect(proven.status).toBe(200)
    expect(proven.json).toMatchObject({
      attempt: { state: 'finished', needs: [] },
      session: { loginName: ada.loginName },
    })
    expect((await page.session()).json).toEqual({ session: proven.json['session'] })
  })

  it('ask for the second factor and give no session before it is proven', async () => {
    const { browser } = await startGateway()
    const page = browser()
    const first = await page.logIn(totpUser)
    expect(first.json).toMatchObject({
      attempt: { state: 'open', needs: [{ type: 'second_factor', methods: ['totp'] }] },
      session: null,
    })
    expect(first.setCookies).toEqual([])
    expect((await page.session()).json).toEqual({ session: null })
    const second = await page.prove({ method: 'totp', code: totpUser.code })
    expect(second.json).toMatchObject({ session: { methods: ['password', 'totp'] } })
  })

  it('pass on what the application asks for, and what is known of the device', async () => {
    const { browser, engine } = await startGateway()
    const page = browser()
    await page.send({
      method: 'POST',
      path: '/auth/login',
      headers: { 'user-agent': 'Test/1' },
      body: '{"maxAge":0,"prompt":"login"}',
    })
    expect(engine.contexts).toEqual([
      { maxAgeSeconds: 0, prompt: 'login', device: { address: '127.0.0.1', userAgent: 'Test/1' } },
    ])
  })

  it('relay passwords exactly as typed (CRED-3)', async () => {
    const { browser, engine } = await startGateway()
    const page = browser()
    const typed = `  Pa\u0301ss "w\\ö\u{1f600}rd\u0000\t ${'x'.repeat(150)} `
    await page.begin()
    await page.prove({ method: 'password', loginName: ' Ada ', password: typed })
    expect(engine.proofs.map(({ secret, loginName }) => [secret.toString('utf8'), loginName])).toEqual([
      [typed, ' Ada '],
    ])
  })

  it('zero passwords and codes when they were used, whatever the outcome (CRED-4)', async () => {
    const { browser, engine } = await startGateway()
    const page = browser()
    await page.logIn({ ...totpUser, password: 'wrong' })
    await page.logIn(totpUser)
    await page.prove({ method: 'totp', code: '000000' })
    expect(engine.proofs).toHaveLength(3)
    for (const { given } of engine.proofs) expect(given.every((octet) => octet === 0)).toBe(true)
  })

  it.each([
    ['an unknown user', { loginName: 'nobody@example.com', password: 'x' }],
    ['a wrong password', { loginName: ada.loginName, password: 'x' }],
  ])('answer %s with the same face (CRED-9)', async (_, user) => {
    const { browser } = await startGateway()
    const reply = await browser().logIn(user)
    expect(reply.status).toBe(401)
    expect(reply.json).toEqual({
      type: 'about:blank',
      title: 'The name or the password is not right.',
      status: 401,
      code: 'CREDENTIALS_REJECTED',
      correlation: expect.any(String),
    })
    expect(reply.headers['content-type']).toBe('application/problem+json')
    expect(reply.setCookies).toEqual([])
  })

  it.each([
    ['an empty body', '', 'BODY_MISSING', 400],
    ['a body that is not JSON', '{"method":', 'BODY_MALFORMED', 400],
    ['an unknown field', JSON.stringify({ ...password, admin: 'yes' }), 'BODY_MALFORMED', 400],
    ['an unknown method', JSON.stringify({ ...password, method: 'magic' }), 'BODY_MALFORMED', 400],
    ['a field twice', '{"method":"totp","code":"1","code":"2"}', 'BODY_MALFORMED', 400],
    ['a missing password', JSON.stringify({ method: 'password', loginName: 'x' }), 'BODY_MALFORMED', 400],
    ['an empty password', JSON.stringify({ ...password, password: '' }), 'BODY_MALFORMED', 400],
    [
      'a password of 201 characters',
      JSON.stringify({ ...password, password: 'ä'.repeat(201) }),
      'BODY_MALFORMED',
      400,
    ],
    [
      'an object for a password',
      '{"method":"password","loginName":"x","password":{}}',
      'BODY_MALFORMED',
      400,
    ],
    [
      'grant_type=password (CRED-1)',
      '{"grant_type":"password","username":"x","password":"y"}',
      'BODY_MALFORMED',
      400,
    ],
    [
      'more than 16 KiB',
      JSON.stringify({ ...password, loginName: 'x'.repeat(17_000) }),
      'BODY_TOO_LARGE',
      413,
    ],
    ['10 MB', 'x'.repeat(10_000_000), 'BODY_TOO_LARGE', 413],
  ])('refuse %s', async (_, body, code, status) => {
    const { browser, engine, log } = await startGateway()
    const page = browser()
    await page.begin()
    const reply = await page.send({
      method: 'POST',
      path: '/auth/login/proof',
      headers: { 'postern-attempt': page.attempt },
      body,
    })
    expect([reply.status, reply.json['code']]).toEqual([status, code])
    expect(engine.proofs).toEqual([])
    expect(log.some((line) => line['code'] === code)).toBe(true)
  })

  it('refuse 10 MB in pieces without a length, too', async () => {
    const { browser, engine } = await startGateway()
    const page = browser()
    await page.begin()
    const reply = await page.send({
      method: 'POST',
      path: '/auth/login/proof',
      headers: { 'postern-attempt': page.attempt, 'transfer-encoding': 'chunked' },
      body: 'x'.repeat(10_000_000),
    })
    expect([reply.status, reply.json['code'], engine.proofs.length]).toEqual([413, 'BODY_TOO_LARGE', 0])
  })

  it('take a password of 200 characters', async () => {
    const { browser, engine } = await startGateway()
    await browser().logIn({ loginName: 'x', password: 'ä'.repeat(200) })
    expect(engine.proofs[0]?.secret.toString('utf8')).toBe('ä'.repeat(200))
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/jsonp',
    'text/json',
  ])('refuse the content type %s (CSRF-7)', async (type) => {
    const { browser, engine } = await startGateway()
    const page = browser()
    await page.begin()
    const headers = { 'postern-attempt': page.attempt, 'content-type': type }
    const reply = await page.send({
      method: 'POST',
      path: '/auth/login/proof',
      headers,
      body: JSON.stringify(password),
    })
    expect([reply.status, reply.json['code'], engine.proofs.length]).toEqual([
      415,
      'CONTENT_TYPE_UNSUPPORTED',
      0,
    ])
  })

  it('refuse a body without a content type (CSRF-7)', async () => {
    const { browser } = await startGateway()
    const page = browser()
    await page.begin()
    const headers = { 'postern-attempt': page.attempt, 'content-type': undefined }
    const reply = await page.send({
      method: 'POST',
      path: '/auth/login/proof',
      headers,
      body: JSON.stringify(password),
    })
    expect(reply.status).toBe(415)
  })

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'take no credentials by %s (CRED-2)',
    async (method) => {
      const { browser } = await startGateway()
      const reply = await browser().send({ method, path: '/auth/login/proof' })
      expect([reply.status, reply.headers['allow']]).toEqual([405, 'POST'])
    },
  )

  it('take no credentials in an address, and leave no trace of them in the log (CRED-2)', async () => {
    const { browser, log } = await startGateway()
    const reply = await browser().send({
      method: 'POST',
      path: '/auth/login/proof?password=canary-in-query',
      body: '{}',
    })
    expect([reply.status, reply.json['code']]).toEqual([400, 'QUERY_REFUSED'])
    expect(JSON.stringify(log)).not.toContain('canary-in-query')
  })

  it('never answer with a redirect (CRED-5)', async () => {
    const { browser } = await startGateway()
    const page = browser()
    for (const path of [
      '/auth/login',
      '/auth/login/',
      '/auth/login/proof',
      '/auth/login/proof/',
      '/auth',
      '/auth/',
    ]) {
      const { status } = await page.send({ method: 'POST', path, body: '{}' })
      expect(`${path} ${status}`).toMatch(/ [245]\d\d$/)
    }
  })

  it('accept grant_type=password nowhere (CRED-1)', async () => {
    const { browser, engine } = await startGateway()
    for (const path of [
      '/oauth/v2/token',
      '/token',
      '/auth/token',
      '/auth/login',
      '/auth/login/proof',
      '/auth/session',
    ]) {
      const reply = await browser().send({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `grant_type=password&username=${ada.loginName}&password=${ada.password}`,
      })
      expect(`${path} ${reply.status}`).toMatch(/ 4\d\d$/)
    }
    expect(engine.proofs).toEqual([])
  })

  it('refuse a second proof on a finished attempt', async () => {
    const { browser, engine } = await startGateway()
    const page = browser()
    await page.begin()
    const before = new Map(page.cookies)
    expect((await page.prove(password)).status).toBe(200)
    page.cookies.clear()
    for (const [name, value] of before) page.cookies.set(name, value)
    const again = await page.prove(password)
    expect([again.status, again.json['code'], again.setCookies]).toEqual([409, 'PROOF_NOT_EXPECTED', []])
    expect(engine.tokens).toHaveLength(2)
  })

  it('let one of two proofs at once through, and tell the other', async () => {
    const { browser, engine } = await startGateway()
    const page = browser()
    await page.begin()
    const held = holdProof(engine)
    const first = page.prove(password)
    await held.reached
    const second = await page.prove(password)
    held.release()
    expect([(await first).status, second.status, second.json['code']]).toEqual([200, 409, 'ATTEMPT_CONFLICT'])
  })

  it('refuse an expired attempt at the very millisecond, and not before', async () => {
    const { browser, clock } = await startGateway()
    const page = browser()
    await page.begin()
    clock.advance(599_999)
    expect(
      (await page.send({ path: '/auth/login', headers: { 'postern-attempt': page.attempt } })).status,
    ).toBe(200)
    clock.advance(1)
    const late = await page.prove(password)
    expect([late.status, late.json['code']]).toEqual([410, 'ATTEMPT_GONE'])
  })

  it("refuse another browser's attempt (FIX-3, CSRF-6)", async () => {
    const { browser, engine } = await startGateway()
    const [mine, other, fresh] = [browser(), browser(), browser()]
    await mine.begin()
    await other.begin()
    for (const thief of [other, fresh]) {
      thief.attempt = mine.attempt
      const reply = await thief.prove(password)
      expect([reply.status, reply.json['code']]).toEqual([410, 'ATTEMPT_GONE'])
    }
    expect(engine.tokens).toEqual([])
    expect((await mine.prove(password)).status).toBe(200)
  })

  it('refuse a proof with the cookie alone, without naming the attempt', async () => {
    const { browser } = await startGateway()
    const page = browser()
    await page.begin()
    page.attempt = ''
    expect((await page.prove(password)).json['code']).toBe('ATTEMPT_GONE')
  })

  it('end a login that is given up', async () => {
    const { browser, events } = await startGateway()
    const page = browser()
    await page.begin()
    const cancelled = await page.send({
      method: 'DELETE',
      path: '/auth/login',
      headers: { 'postern-attempt': page.attempt },
    })
    expect([cancelled.status, cancelled.text, page.cookies.size]).toEqual([204, '', 0])
    expect((await page.prove(password)).status).toBe(410)
    expect(events('login.cancelled')).toHaveLength(1)
  })

  it('say in Retry-After when the issuer wants to be asked again (THR-6)', async () => {
    const { browser, engine } = await startGateway()
    engine.beforeProof = async () => {
      throw new LoginError('ISSUER_BUSY', 'it asked to be left alone', { retryAfterSeconds: 7 })
    }
    const reply = await browser().logIn(ada)
    expect([reply.status, reply.json['code'], reply.headers['retry-after']]).toEqual([
      503,
      'ISSUER_BUSY',
      '7',
    ])
    engine.beforeProof = async () => {
      throw new LoginError('ISSUER_BUSY')
    }
    expect((await browser().logIn(ada)).headers['retry-after']).toBeUndefined()
  })

  it('count tries per name and address, the same for known and unknown names', async () => {
    const { browser, clock } = await startGateway({
      config: { attempts: { perNameAndAddress: { tries: 2, windowSeconds: 60 } } },
    })
    for (const loginName of [ada.loginName, 'nobody@example.com']) {
      const statuses = []
      for (const name of [loginName, loginName.toUpperCase(), loginName]) {
        const reply = await browser().logIn({ loginName: name, password: 'wrong' })
        statuses.push([reply.status, reply.headers['retry-after']])
      }
      expect(statuses).toEqual([
        [401, undefined],
        [401, undefined],
        [429, '60'],
      ])
    }
    clock.advance(59_999)
    expect((await browser().logIn(ada)).status).toBe(429)
    clock.advance(1)
    expect((await browser().logIn(ada)).status).toBe(200)
  })
})
