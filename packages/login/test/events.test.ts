import { describe, expect, it } from 'vitest'
import type { LoginEvent } from '../src/index.ts'
import { aCode, type ALogin, aLogin, aPassword, jsonAnswer, withTotp } from './a-login.ts'
import { origin } from './scripted-zitadel.ts'

const stepsOf = ({ events }: ALogin) => events.filter((event) => event.name === 'login.step')
const allSteps = [
  'authenticate_application',
  'verify_user',
  'begin_authorization',
  'bind_session',
  'exchange_code',
  'validate_tokens',
] as const

describe('the steps of a login, for measuring', () => {
  it('are told one by one, in their order, with how long each took', async () => {
    const login = aLogin()
    login.internet.route(origin, async (request) => {
      if (request.url.endsWith('/v2/sessions')) login.clock.advance(70)
      return login.zitadel.handle(request)
    })
    await login.prove(aPassword())
    const told = stepsOf(login)
    expect(told.map(({ step }) => step)).toEqual([...allSteps, 'store_tokens'])
    for (const event of told)
      expect(event).toMatchObject({ flow: 'back_channel', occasion: 'login', outcome: 'done' })
    expect(told.map(({ durationMs }) => durationMs)).toEqual([0, 70, 0, 0, 0, 0, 0])
  })

  it('are told of a renewal too', async () => {
    const login = aLogin()
    const session = await login.living()
    login.events.length = 0
    await login.engine.renew(session)
    expect(stepsOf(login).map(({ step, occasion }) => `${occasion} ${step}`)).toEqual(
      allSteps.map((step) => `renewal ${step}`),
    )
  })

  it('say by a code how one ended, and hold no more than names and numbers (CRED-4)', async () => {
    const login = aLogin()
    await login.prove(aPassword('wrong')).catch(() => undefined)
    login.internet.lose(/authorize/, { when: 'before' })
    await login.prove(aPassword()).catch(() => undefined)
    await login.engine
      .prove(await login.begin(), aPassword(), async () => {
        throw new Error('the disk of /secret is full')
      })
      .catch(() => undefined)
    const outcomes = stepsOf(login).flatMap(({ step, outcome }) =>
      outcome === 'done' ? [] : [[step, outcome]],
    )
    expect(outcomes).toEqual([
      ['verify_user', 'CREDENTIALS_REJECTED'],
      ['begin_authorization', 'ISSUER_UNREACHABLE'],
      ['store_tokens', 'INTERNAL'],
    ])
    for (const event of stepsOf(login)) {
      expect(Object.keys(event).toSorted()).toEqual([
        'durationMs',
        'flow',
        'name',
        'occasion',
        'outcome',
        'step',
      ])
    }
  })
})

describe("what ZITADEL says of an operation's end (DEP-2)", () => {
  const announcing = (changes: Record<string, string>): ALogin => {
    const login = aLogin()
    login.internet.route(origin, async (request) => {
      const answer = await login.zitadel.handle(request)
      const isMeant = /\/v2\/sessions\/\d+$/.test(request.url) && request.method === 'GET'
      return isMeant ? { ...answer, headers: { ...answer.headers, ...changes } } : answer
    })
    return login
  }
  const toldBy = ({ events }: ALogin) => events.filter(({ name }) => name === 'issuer.deprecation')

  it('is told once for an operation and hour, without the id of anything', async () => {
    const sunset = 'Sun, 30 Jun 2030 23:59:59 GMT'
    const login = announcing({ deprecation: '@1893456000', sunset })
    for (let count = 0; count < 3; count += 1) await login.prove(aPassword())
    const told: LoginEvent = {
      name: 'issuer.deprecation',
      operation: 'GET /v2/sessions/{id}',
      deprecation: '@1893456000',
      sunset,
    }
    expect(toldBy(login)).toEqual([told])
    login.clock.advance(3_599_999)
    await login.prove(aPassword())
    expect(toldBy(login)).toHaveLength(1)
    login.clock.advance(1)
    await login.prove(aPassword())
    expect(toldBy(login)).toEqual([told, told])
  })

  it('is told when only one of the two fields is there, and kept short', async () => {
    const login = announcing({ deprecation: 'x'.repeat(5_000) })
    await login.prove(aPassword())
    expect(toldBy(login)).toMatchObject([{ deprecation: 'x'.repeat(100), sunset: null }])
  })

  it('does not name users, whatever their ids look like', async () => {
    const login = announcing({})
    login.internet.answer(/GET .*\/v2\/users\/1001$/, {
      ...jsonAnswer(404, {}),
      headers: { deprecation: '@1', 'content-type': 'application/json' },
    })
    await login.prove(aPassword()).catch(() => undefined)
    expect(toldBy(login)).toMatchObject([{ operation: 'GET /v2/users/{id}' }])
  })
})

describe('an issuer that asks to be left alone (RFC 6585 §4)', () => {
  const busy = (headers: Record<string, string>, status = 429) => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: new Uint8Array(0),
  })

  it('gets no new login before the time it named, and the next one then', async () => {
    const login = aLogin()
    const handle = await login.begin()
    login.internet.answer('POST /v2/sessions', busy({ 'retry-after': '7' }))
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({
      code: 'ISSUER_BUSY',
      retryAfterSeconds: 7,
    })
    const before = login.internet.sent.length
    login.clock.advance(6_001)
    for (const refused of [() => login.engine.prove(handle, aPassword()), login.begin])
      await expect(refused()).rejects.toMatchObject({ code: 'ISSUER_BUSY', retryAfterSeconds: 1 })
    expect(login.internet.sent.length).toBe(before)
    login.clock.advance(999)
    expect((await login.engine.prove(handle, aPassword())).kind).toBe('finished')
  })

  it('does not make a proof count that was not sent', async () => {
    const login = aLogin({ maxProofs: 2 })
    const handle = await login.begin()
    login.internet.answer('POST /v2/sessions', busy({ 'retry-after': '7' }))
    await login.engine.prove(handle, aPassword()).catch(() => undefined)
    for (let count = 0; count < 5; count += 1) {
      const proof = aPassword()
      await expect(login.engine.prove(handle, proof)).rejects.toMatchObject({ code: 'ISSUER_BUSY' })
      expect(proof.method === 'password' && proof.password.every((byte) => byte === 0)).toBe(true)
    }
    login.clock.advance(7_000)
    expect((await login.engine.prove(handle, aPassword())).kind).toBe('finished')
  })

  it('lets what is under way go on, and everything that ends something', async () => {
    const login = aLogin()
    const session = await login.living()
    withTotp(login)
    const [handle, given] = [await login.begin(), await login.begin()]
    await login.engine.prove(handle, aPassword())
    await login.engine.prove(given, aPassword())
    login.internet.answer(/GET .*openid|GET .*\/v2\/sessions/, busy({ 'retry-after': '60' }))
    await login.engine.judge(session)
    await expect(login.begin()).rejects.toMatchObject({ code: 'ISSUER_BUSY', retryAfterSeconds: 60 })
    await login.engine.cancel(given)
    await login.engine.end(session.zitadelSessionId)
    expect(login.zitadel.ended).toHaveLength(2)
    expect((await login.engine.prove(handle, aCode())).kind).toBe('finished')
  })

  it.each([
    ['a date', { 'retry-after': new Date(1_900_000_030_000).toUTCString() }, 30],
    ['a date that is over', { 'retry-after': new Date(1_899_999_000_000).toUTCString() }, 1],
    ['nothing', {}, 5],
    ['what nobody understands', { 'retry-after': 'soon' }, 5],
    ['zero', { 'retry-after': '0' }, 1],
    ['a day', { 'retry-after': '86400' }, 120],
    ['more than a number can hold', { 'retry-after': '9'.repeat(400) }, 5],
  ])('may name the time as %s', async (_, headers, seconds) => {
    const login = aLogin()
    login.internet.answer('POST /v2/sessions', busy(headers as Record<string, string>))
    await expect(login.prove(aPassword())).rejects.toMatchObject({ retryAfterSeconds: seconds })
    login.clock.advance(seconds * 1000 - 1)
    await expect(login.begin()).rejects.toMatchObject({ code: 'ISSUER_BUSY' })
    login.clock.advance(1)
    expect((await login.prove(aPassword())).kind).toBe('finished')
  })

  it.each([
    ['the metadata', 'GET /.well-known/openid-configuration'],
    ['the service token', 'POST /oauth/v2/token'],
    ['authorize', 'GET /oauth/v2/authorize'],
    ['the binding', /POST .*auth_requests/],
  ])('is listened to at %s', async (_, call) => {
    const login = aLogin()
    const handle = await login.begin()
    login.internet.answer(call, busy({ 'retry-after': '9' }))
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({
      code: 'ISSUER_BUSY',
      retryAfterSeconds: 9,
    })
    await expect(login.begin()).rejects.toMatchObject({ code: 'ISSUER_BUSY' })
  })

  it('is not meant by a 503, which only says when to come back', async () => {
    const login = aLogin()
    login.internet.answer('POST /v2/sessions', busy({ 'retry-after': '20' }, 503))
    await expect(login.prove(aPassword())).rejects.toMatchObject({
      code: 'ISSUER_UNREACHABLE',
      retryAfterSeconds: 20,
    })
    expect((await login.prove(aPassword())).kind).toBe('finished')
  })

  it('is not left alone for ever because a clock went back', async () => {
    const login = aLogin()
    login.internet.answer('POST /v2/sessions', busy({ 'retry-after': '60' }))
    await login.prove(aPassword()).catch(() => undefined)
    login.clock.advance(-3_600_000)
    await expect(login.begin()).resolves.toBeDefined()
  })
})

describe('an engine that is ready', () => {
  it("says when its login client's key ends", async () => {
    expect(await aLogin().engine.ready()).toEqual({
      loginClientExpiresAt: Date.parse('2100-01-01T00:00:00Z'),
    })
  })

  it('says that it does not know, of a personal access token', async () => {
    const login = aLogin({ loginClient: { kind: 'personal_access_token', token: 'pat' } })
    login.zitadel.serviceTokens.add('pat')
    expect(await login.engine.ready()).toEqual({ loginClientExpiresAt: null })
  })
})
