import { secureRandom } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { aCode, aLogin, aPassword, withTotp } from './a-login.ts'

describe('an attempt', () => {
  it('is for its own browser: the id of one and the secret of another open nothing (AUTHZ-2, AUTHZ-8)', async () => {
    const login = aLogin()
    const [mine, theirs] = [await login.begin(), await login.begin()]
    const gone = { code: 'ATTEMPT_GONE' }
    await expect(
      login.engine.prove({ attempt: mine.attempt, secret: theirs.secret }, aPassword()),
    ).rejects.toMatchObject(gone)
    await expect(login.engine.view({ attempt: theirs.attempt, secret: mine.secret })).rejects.toMatchObject(
      gone,
    )
    await expect(
      login.engine.cancel({ attempt: mine.attempt, secret: secureRandom(32) }),
    ).rejects.toMatchObject(gone)
    await expect(
      login.engine.view({ attempt: mine.attempt, secret: secureRandom(31) }),
    ).rejects.toMatchObject(gone)
    expect(login.calls('POST /v2/sessions')).toBe(0)
    expect((await login.engine.view(mine)).state).toBe('open')
  })

  it('does not open with a single flipped bit of its secret', async () => {
    const login = aLogin()
    const handle = await login.begin()
    const secret = new Uint8Array(handle.secret)
    secret[7] = (secret[7] ?? 0) ^ 1
    await expect(login.engine.view({ ...handle, secret })).rejects.toMatchObject({ code: 'ATTEMPT_GONE' })
  })

  it('has a secret that nobody knew before it began (FIX-3)', async () => {
    const login = aLogin()
    const handles = await Promise.all([1, 2, 3].map(() => login.begin()))
    expect(new Set(handles.map(({ secret }) => Buffer.from(secret).toString('hex'))).size).toBe(3)
    expect(handles.every(({ secret }) => secret.length === 32)).toBe(true)
  })

  it('lives until the last millisecond of its lifetime and not at its end', async () => {
    const login = aLogin({ attemptLifetimeSeconds: 600 })
    const handle = await login.begin()
    login.clock.advance(599_999)
    expect((await login.engine.view(handle)).state).toBe('open')
    login.clock.advance(1)
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({
      code: 'ATTEMPT_GONE',
      status: 410,
    })
    expect(login.calls('POST /v2/sessions')).toBe(0)
  })

  it('takes no second proof once it is finished (CRED-7)', async () => {
    // The one proof that it takes: being finished comes before being used up.
    const login = aLogin({ maxProofs: 1 })
    const handle = await login.begin()
    await login.engine.prove(handle, aPassword())
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({
      code: 'PROOF_NOT_EXPECTED',
      status: 409,
    })
    expect(login.calls('POST /oauth/v2/token')).toBe(2)
    expect((await login.engine.view(handle)).state).toBe('finished')
    expect(login.zitadel.sessions.size).toBe(1)
  })

  it('takes one of many proofs at once, and makes one session and one exchange (CODE-5)', async () => {
    const login = aLogin()
    const handle = await login.begin()
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => login.engine.prove(handle, aPassword())),
    )
    const lost = results.filter((result) => result.status === 'rejected')
    expect(lost).toHaveLength(19)
    expect(lost.every(({ reason }) => reason.code === 'ATTEMPT_CONFLICT')).toBe(true)
    expect(login.calls('POST /v2/sessions')).toBe(1)
    expect(login.zitadel.accessTokens).toHaveLength(1)
  })

  it('refuses a proof while another is being checked', async () => {
    const login = aLogin()
    const handle = await login.begin()
    const held = login.internet.hold('POST /v2/sessions', { when: 'before' })
    const first = login.engine.prove(handle, aPassword())
    await held.reached
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({ code: 'ATTEMPT_CONFLICT' })
    held.release()
    expect((await first).kind).toBe('finished')
  })

  it('asks for a password first, and takes no code before it (CRED-7)', async () => {
    const login = aLogin()
    const { handle, view } = await login.engine.begin({ device: { address: null, userAgent: null } })
    expect(view.needs).toEqual([{ type: 'first_factor', methods: ['password'], reason: 'not_proven' }])
    await expect(login.engine.prove(handle, aCode())).rejects.toMatchObject({ code: 'PROOF_NOT_EXPECTED' })
    expect(login.internet.sent).toEqual([])
  })

  it('stays open after a wrong password, and ends after the last one that it takes', async () => {
    const login = aLogin({ maxProofs: 3 })
    const handle = await login.begin()
    for (let tries = 0; tries < 3; tries += 1) {
      await expect(login.engine.prove(handle, aPassword('wrong'))).rejects.toMatchObject({
        code: 'CREDENTIALS_REJECTED',
      })
    }
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({
      code: 'PROOF_LIMIT',
      status: 410,
    })
    await expect(login.engine.view(handle)).rejects.toMatchObject({ code: 'ATTEMPT_GONE' })
    expect(login.calls('POST /v2/sessions')).toBe(3)
  })

  it('takes the right password at the last try', async () => {
    const login = aLogin({ maxProofs: 3 })
    const handle = await login.begin()
    for (const _ of [1, 2]) await login.engine.prove(handle, aPassword('wrong')).catch(() => undefined)
    expect((await login.engine.prove(handle, aPassword())).kind).toBe('finished')
  })

  it('begins no authorization for a wrong password', async () => {
    const login = aLogin()
    await expect(login.prove(aPassword('wrong'))).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' })
    expect(login.calls('GET /oauth/v2/authorize')).toBe(0)
  })

  it('is gone when cancelled, and with it the session and the authorization it had made', async () => {
    const login = aLogin()
    withTotp(login)
    const handle = await login.begin()
    expect((await login.engine.prove(handle, aPassword())).kind).toBe('needs')
    expect(login.zitadel.sessions.size).toBe(1)
    await login.engine.cancel(handle)
    expect(login.zitadel.sessions.size).toBe(0)
    expect([...login.zitadel.authRequests.values()].map(({ refused }) => refused)).toEqual([true])
    await expect(login.engine.prove(handle, aCode())).rejects.toMatchObject({ code: 'ATTEMPT_GONE' })
  })

  it('gives nothing out when it is cancelled in the middle of its last steps (NO-TOKEN-EARLY)', async () => {
    const login = aLogin()
    const handle = await login.begin()
    const held = login.internet.hold(/grant_type|\/oauth\/v2\/token$/, { when: 'after', times: 2 })
    const proving = login.engine.prove(handle, aPassword())
    await held.reached
    await login.engine.cancel(handle)
    held.release()
    await expect(proving).rejects.toMatchObject({ name: 'LoginError' })
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('is ended with what it made when a request has left it in the middle', async () => {
    const login = aLogin({ attemptLifetimeSeconds: 3600 })
    const handle = await login.begin()
    const reading = login.internet.hold(/auth_requests/, { when: 'before' })
    const left = login.engine.prove(handle, aPassword())
    await reading.reached
    login.clock.advance(109_999)
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({ code: 'ATTEMPT_CONFLICT' })
    login.clock.advance(1)
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({ code: 'ATTEMPT_GONE' })
    expect(login.zitadel.sessions.size).toBe(0)
    reading.release()
    await expect(left).rejects.toMatchObject({ name: 'LoginError' })
    expect(login.zitadel.accessTokens).toEqual([])
  })
})
