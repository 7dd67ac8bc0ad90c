import { sealedRecords } from '@postern/store'
import { describe, expect, it, vi } from 'vitest'
import { createLoginEngine, type LoginEngine } from '../src/index.ts'
import { aCode, type ALogin, aLogin, aPassword, settings, withTotp } from './a-login.ts'
import { origin } from './scripted-zitadel.ts'

/** How long a request may work on an attempt, by the default limits of calls. */
const holdMs = 110_000
const lifetimeMs = 600_000

/** Another process on the same store; sessions are ended through the engine, as a queue of endings would. */
function another(login: ALogin) {
  const engine = createLoginEngine(login.deps, settings)
  const ended: string[] = []
  const recover = (end?: (id: string) => Promise<void>) =>
    engine.recover(async (id) => {
      ended.push(id)
      await (end ?? engine.end)(id)
    })
  return { engine, ended, recover }
}

/** Another process undoes it then, with all that it has made, and not a millisecond before. */
async function undoneAfter(ms: number, login: ALogin) {
  const other = another(login)
  login.clock.advance(ms - 1)
  expect(await other.recover()).toEqual({ undone: 0, left: 0 })
  login.clock.advance(1)
  expect(await other.recover()).toEqual({ undone: 1, left: 0 })
  expect(login.zitadel.sessions.size).toBe(0)
  return other
}

const isExchange = (request: { url: string; body?: Uint8Array }): boolean =>
  request.url.endsWith('/token') && new TextDecoder().decode(request.body).includes('authorization_code')

/** Every place in which a process can die: with the question not yet asked, or its answer not yet heard. */
const places = [
  ['its session', 'POST /v2/sessions'],
  ['its authorization', 'GET /oauth/v2/authorize'],
  ['the read-back of facts', /GET .*\/v2\/users/],
  ['the read-back of the authorization', /GET .*auth_requests/],
  ['the binding', /POST .*auth_requests/],
  ['the code exchange', isExchange],
  ['the keys', 'GET /oauth/v2/keys'],
  ['userinfo', 'GET /oidc/v1/userinfo'],
] as const

const placesToDie = places.flatMap(([what, call]) =>
  (['before', 'after'] as const).map((when) => [what, when, call] as const),
)

/** A login whose process stops at a call and is never heard of again. */
async function aDeadLogin(call: unknown, when: 'before' | 'after', login = aLogin()) {
  const handle = await login.begin()
  const held = login.internet.hold(call as never, { when })
  login.engine.prove(handle, aPassword()).catch(() => undefined)
  await held.reached
  return { login, handle }
}

const isOver = (login: ALogin): boolean =>
  [...login.zitadel.authRequests.values()].every((request) => request.refused || request.linked !== undefined)

describe('a login whose process died (CODE-4)', () => {
  it.each(placesToDie)(
    'is undone by another one: in the middle of %s, %s it was answered',
    async (what, when, call) => {
      const { login, handle } = await aDeadLogin(call, when)
      const other = await undoneAfter(holdMs, login)
      // One that was begun and is not written down yet is known to nobody; nobody but the login client could bind it.
      const isUnknown = what.startsWith('the read-back') || (what === 'its authorization' && when === 'after')
      expect(isOver(login)).toBe(!isUnknown)
      await expect(other.engine.view(handle)).rejects.toMatchObject({ code: 'ATTEMPT_GONE' })
      login.clock.advance(holdMs)
      expect(await other.recover()).toEqual({ undone: 0, left: 0 })
    },
  )

  it('is undone with the session that was kept, when it died before its attempt was closed', async () => {
    const login = aLogin()
    const kept = Promise.withResolvers<string>()
    const stuck = login.engine.prove(await login.begin(), aPassword(), async ({ zitadelSessionId }) => {
      kept.resolve(zitadelSessionId)
      await new Promise(() => undefined)
    })
    stuck.catch(() => undefined)
    const id = await kept.promise
    login.clock.advance(holdMs)
    const other = another(login)
    expect(await other.recover()).toEqual({ undone: 1, left: 0 })
    expect(other.ended).toEqual([id])
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('gives nothing out if it wakes up after it was undone', async () => {
    const login = aLogin()
    const handle = await login.begin()
    const held = login.internet.hold(/POST .*auth_requests/, { when: 'before' })
    const kept = vi.fn()
    const proving = login.engine.prove(handle, aPassword(), kept)
    await held.reached
    login.clock.advance(holdMs)
    expect(await another(login).recover()).toEqual({ undone: 1, left: 0 })
    held.release()
    await expect(proving).rejects.toMatchObject({ name: 'LoginError' })
    expect(kept).not.toHaveBeenCalled()
    expect(login.zitadel.accessTokens).toEqual([])
  })

  it('is ended before anything of it is undone: nobody goes on with it meanwhile', async () => {
    const { login, handle } = await aDeadLogin(/POST .*auth_requests/, 'before')
    login.clock.advance(holdMs)
    const other = another(login)
    await other.recover(async (id) => {
      await expect(other.engine.prove(handle, aPassword())).rejects.toMatchObject({ code: 'ATTEMPT_GONE' })
      await other.engine.end(id)
    })
    expect(login.zitadel.sessions.size).toBe(0)
    expect(login.calls('POST /v2/sessions')).toBe(1)
  })
})

describe('an attempt that is abandoned', () => {
  async function halfDone(login = aLogin()) {
    withTotp(login)
    const handle = await login.begin()
    expect((await login.engine.prove(handle, aPassword())).kind).toBe('needs')
    return { login, handle }
  }

  it('is undone when it has expired, and not a millisecond before', async () => {
    const login = aLogin()
    // Not at the edge of a stretch: what comes due within the one of now is looked at before its time.
    login.clock.advance(5_000)
    await halfDone(login)
    await undoneAfter(lifetimeMs, login)
    expect(isOver(login)).toBe(true)
    expect(login.events.at(-1)).toMatchObject({ name: 'login.undone' })
  })

  it('is undone by whoever comes back to it too late', async () => {
    const { login, handle } = await halfDone()
    login.clock.advance(lifetimeMs)
    for (const late of [() => login.engine.view(handle), () => login.engine.prove(handle, aCode())])
      await expect(late()).rejects.toMatchObject({ code: 'ATTEMPT_GONE', status: 410 })
    expect(login.zitadel.sessions.size).toBe(0)
    expect(isOver(login)).toBe(true)
    expect(await another(login).recover()).toEqual({ undone: 0, left: 0 })
  })

  it('is not finished after its time by a request that came in time', async () => {
    const login = aLogin()
    withTotp(login)
    const handle = await login.begin()
    // So that the session at ZITADEL lives longer than the attempt.
    login.clock.advance(300_000)
    await login.engine.prove(handle, aPassword())
    login.clock.advance(299_999)
    const held = login.internet.hold(/GET .*\/v2\/users/, { when: 'before' })
    const proving = login.engine.prove(handle, aCode())
    await held.reached
    login.clock.advance(1)
    await expect(login.engine.view(handle)).rejects.toMatchObject({ code: 'ATTEMPT_GONE' })
    held.release()
    await expect(proving).rejects.toMatchObject({ code: 'ATTEMPT_GONE' })
    expect(login.zitadel.accessTokens).toEqual([])
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('is found by a process that was not there, up to a day later', async () => {
    const { login } = await halfDone()
    login.clock.advance(lifetimeMs + 24 * 3_600_000 - 1)
    expect(await another(login).recover()).toEqual({ undone: 1, left: 0 })
    expect(isOver(login)).toBe(true)
  })

  it('says nothing of its secrets to the deployment key (CODE-2)', async () => {
    const { login, handle } = await halfDone()
    const records = sealedRecords<unknown, unknown>({
      ...login.deps,
      kind: 'attempt',
      parseOuter: (value) => value,
      parseInner: (value) => value,
    })
    const bucket = Math.floor((login.clock.now() + lifetimeMs) / 60_000)
    const { found } = await records.findOuter(`due:${bucket}`)
    const [session] = login.zitadel.sessions.keys()
    const [authorizationId] = login.zitadel.authRequests.keys()
    expect(found.map(({ outer }) => outer)).toEqual([
      {
        attempt: handle.attempt,
        progress: 'waiting',
        heldUntil: null,
        expiresAt: login.clock.now() + lifetimeMs,
        residue: { sessionId: session, fingerprint: handle.attempt, authorizationId },
      },
    ])
  })
})

describe('an attempt that has made nothing', () => {
  it('costs nothing: it is dropped by the store at its end, and never looked for (OPS-3)', async () => {
    const login = aLogin()
    const puts = vi.spyOn(login.store, 'put')
    const handle = await login.begin()
    const { expiresAt } = await login.engine.view(handle)
    expect(puts.mock.lastCall?.[2]).toMatchObject({ expiresAt, indexes: [expect.stringMatching(/^handle:/)] })
    await expect(login.engine.prove(handle, aPassword('wrong'))).rejects.toMatchObject({
      code: 'CREDENTIALS_REJECTED',
    })
    expect(puts.mock.lastCall?.[2]).toMatchObject({ expiresAt, indexes: [expect.stringMatching(/^handle:/)] })
    login.clock.advance(lifetimeMs)
    expect(await another(login).recover()).toEqual({ undone: 0, left: 0 })
    expect(login.calls('POST /v2/sessions/search')).toBe(0)
  })

  it('is kept a day longer from before its first proof is sent', async () => {
    const login = aLogin()
    const puts = vi.spyOn(login.store, 'put')
    const handle = await login.begin()
    const { expiresAt } = await login.engine.view(handle)
    const held = login.internet.hold('POST /v2/sessions', { when: 'before' })
    login.engine.prove(handle, aPassword()).catch(() => undefined)
    await held.reached
    expect(puts.mock.lastCall?.[2].expiresAt).toBe(expiresAt + 24 * 3_600_000)
    expect(puts.mock.lastCall?.[2].indexes).toHaveLength(2)
  })
})

describe('a login that finished', () => {
  it('is never undone, however late it is looked for', async () => {
    const login = aLogin()
    const handle = await login.begin()
    expect((await login.engine.prove(handle, aPassword())).kind).toBe('finished')
    for (const ms of [holdMs, lifetimeMs, 24 * 3_600_000]) {
      login.clock.advance(ms)
      const other = another(login)
      expect(await other.recover()).toEqual({ undone: 0, left: 0 })
      expect(other.ended).toEqual([])
    }
    expect(login.zitadel.sessions.size).toBe(1)
  })
})

describe('a session whose creation was not answered', () => {
  it('is ended at once where it is there already, and the attempt with it', async () => {
    const login = aLogin()
    const handle = await login.begin()
    login.internet.lose('POST /v2/sessions', { when: 'after' })
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({
      code: 'ISSUER_UNREACHABLE',
    })
    expect(login.zitadel.ended).toHaveLength(1)
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({ code: 'ATTEMPT_GONE' })
    expect((await login.prove(aPassword())).kind).toBe('finished')
  })

  /** ZITADEL still hashes when the request has given up. */
  async function slowCreation(
    login: ALogin,
    prove: () => Promise<unknown>,
    meanwhile: () => Promise<void> = async () => undefined,
  ) {
    const reached = Promise.withResolvers<void>()
    const hashing = Promise.withResolvers<void>()
    const done = Promise.withResolvers<void>()
    let isFirst = true
    login.internet.route(origin, async (request) => {
      if (!isFirst || request.method !== 'POST' || !request.url.endsWith('/v2/sessions'))
        return login.zitadel.handle(request)
      isFirst = false
      // The body is zeroed when the call is over; what arrived has arrived.
      const arrived = { ...request, body: new Uint8Array(request.body ?? []) }
      reached.resolve()
      await hashing.promise
      const answer = await login.zitadel.handle(arrived)
      done.resolve()
      return answer
    })
    const proving = prove().catch((reason: unknown) => reason)
    await reached.promise
    await meanwhile()
    expect(await proving).toMatchObject({ code: 'ISSUER_TIMEOUT' })
    hashing.resolve()
    await done.promise
  }

  it('is looked for again after the hold time: ZITADEL may still have been hashing', async () => {
    const login = aLogin({ passwordTimeoutMs: 20 })
    await slowCreation(login, async () => login.prove(aPassword()))
    expect(login.zitadel.sessions.size).toBe(1)
    const other = another(login)
    expect(await other.recover()).toEqual({ undone: 0, left: 0 })
    login.clock.advance(holdMs)
    expect(await other.recover()).toEqual({ undone: 1, left: 0 })
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('is found beside one that it should have replaced', async () => {
    const login = aLogin({ passwordTimeoutMs: 20 })
    withTotp(login)
    login.zitadel.loginPolicy['passwordCheckLifetime'] = '60s'
    const handle = await login.begin()
    await login.engine.prove(handle, aPassword())
    login.clock.advance(100_000)
    expect(await login.engine.prove(handle, aCode())).toMatchObject({
      view: { needs: [{ type: 'first_factor' }] },
    })
    const [replaced] = login.zitadel.sessions.keys()
    await slowCreation(login, () => login.engine.prove(handle, aPassword()))
    expect([...login.zitadel.sessions.keys()]).not.toContain(replaced)
    expect(login.zitadel.sessions.size).toBe(1)
    login.clock.advance(holdMs)
    expect(await another(login).recover()).toEqual({ undone: 1, left: 0 })
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('is looked for when the attempt was cancelled while it was being created', async () => {
    const login = aLogin({ passwordTimeoutMs: 20 })
    const handle = await login.begin()
    await slowCreation(
      login,
      () => login.engine.prove(handle, aPassword()),
      () => login.engine.cancel(handle),
    )
    expect(login.zitadel.sessions.size).toBe(1)
    login.clock.advance(holdMs)
    expect(await another(login).recover()).toEqual({ undone: 1, left: 0 })
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('cannot be there when ZITADEL refused, so nothing is kept and the attempt goes on', async () => {
    const login = aLogin()
    const handle = await login.begin()
    login.internet.answer('POST /v2/sessions', login.refusal(429, 'QUOTA-1'))
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({ code: 'ISSUER_BUSY' })
    expect(login.calls('POST /v2/sessions/search')).toBe(0)
    expect((await login.engine.view(handle)).state).toBe('open')
  })
})

describe('what could not be undone', () => {
  const cancelled = async (login: ALogin, times = 1): Promise<void> => {
    withTotp(login)
    for (let count = 0; count < times; count += 1) {
      const handle = await login.begin()
      await login.engine.prove(handle, aPassword())
      login.internet.lose(/DELETE/, { when: 'before', times: 2 })
      await login.engine.cancel(handle)
      expect(login.events.at(-2)?.name).toBe('login.undo_failed')
    }
    expect(login.zitadel.sessions.size).toBe(times)
  }

  it('at a cancellation is undone later', async () => {
    const login = aLogin()
    await cancelled(login)
    login.clock.advance(holdMs)
    expect(await another(login).recover()).toEqual({ undone: 1, left: 0 })
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('stays, and is tried at the next call, by this process or another', async () => {
    const login = aLogin()
    await cancelled(login)
    login.clock.advance(holdMs)
    const [one, two] = [another(login), another(login)]
    const failing = async (): Promise<void> => {
      throw new Error('the queue of endings is full')
    }
    expect(await one.recover(failing)).toEqual({ undone: 0, left: 1 })
    expect(await one.recover(failing)).toEqual({ undone: 0, left: 1 })
    expect(await two.recover()).toEqual({ undone: 1, left: 0 })
    expect(await one.recover()).toEqual({ undone: 0, left: 0 })
  })

  it('does not go before its authorization is refused too', async () => {
    const login = aLogin()
    await cancelled(login)
    login.clock.advance(holdMs)
    const request = [...login.zitadel.authRequests.values()][0]
    delete request?.refused
    login.internet.lose(/POST .*auth_requests/, { when: 'before' })
    const other = another(login)
    expect(await other.recover()).toEqual({ undone: 0, left: 1 })
    expect(await other.recover()).toEqual({ undone: 1, left: 0 })
    expect(request?.refused).toBe(true)
  })

  it('makes an outage one failed call, not one for each attempt', async () => {
    const login = aLogin()
    await cancelled(login, 5)
    login.clock.advance(holdMs + lifetimeMs)
    const other = another(login)
    await other.engine.ready()
    const before = login.internet.sent.length
    // One session twice, the search, the authorization.
    login.internet.lose(/./, { when: 'before', times: 4 })
    expect(await other.recover()).toEqual({ undone: 0, left: 5 })
    expect(login.internet.sent.length - before).toBe(4)
    login.clock.advance(lifetimeMs)
    expect(await other.recover()).toEqual({ undone: 5, left: 0 })
  })
})

describe('many processes that recover at the same time', () => {
  it('undo each attempt once', async () => {
    const login = aLogin()
    withTotp(login)
    const handles = await Promise.all(Array.from({ length: 12 }, login.begin))
    await Promise.all(handles.map((handle) => login.engine.prove(handle, aPassword())))
    expect(login.zitadel.sessions.size).toBe(12)
    login.clock.advance(lifetimeMs)
    const processes = Array.from({ length: 4 }, () => another(login))
    const reports = await Promise.all(processes.map(({ recover }) => recover()))
    expect(reports.reduce((sum, { undone }) => sum + undone, 0)).toBe(12)
    expect(processes.flatMap(({ ended }) => ended)).toHaveLength(12)
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('leave an attempt to the one that has it, until that one is not heard of any more', async () => {
    const { login } = await aDeadLogin(/POST .*auth_requests/, 'before')
    login.clock.advance(holdMs)
    const reached = Promise.withResolvers<void>()
    const dying: LoginEngine = another(login).engine
    const stuck = dying.recover(async () => {
      reached.resolve()
      await new Promise(() => undefined)
    })
    stuck.catch(() => undefined)
    await reached.promise
    expect((await undoneAfter(holdMs, login)).ended).toHaveLength(1)
  })
})

describe('recovery', () => {
  it('looks at what it has looked at before only as far as clocks may differ', async () => {
    const login = aLogin()
    const finds = vi.spyOn(login.store, 'find')
    const other = another(login)
    await other.recover()
    const atFirst = finds.mock.calls.length
    expect(atFirst).toBeGreaterThan(24 * 60)
    login.clock.advance(30_000)
    await other.recover()
    expect(finds.mock.calls.length - atFirst).toBeLessThan(5)
  })
})
