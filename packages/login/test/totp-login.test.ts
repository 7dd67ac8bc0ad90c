import { describe, expect, it, vi } from 'vitest'
import { aCode, aLogin, aPassword, withTotp } from './a-login.ts'

const withPassword = async (login = aLogin()) => {
  withTotp(login)
  const handle = await login.begin()
  const first = await login.engine.prove(handle, aPassword())
  return { login, handle, first }
}

describe('a login by password and TOTP', () => {
  it('says what is still needed, and gives no token before it (NO-TOKEN-EARLY)', async () => {
    const { login, first } = await withPassword()
    expect(first).toMatchObject({
      kind: 'needs',
      view: {
        state: 'open',
        needs: [{ type: 'second_factor', methods: ['totp'], reason: 'second_factor_enrolled' }],
      },
    })
    expect(login.calls('POST /v2/oidc/auth_requests/')).toBe(0)
    expect(login.zitadel.accessTokens).toEqual([])
  })

  it('finishes with the second factor, on the authorization that was begun with the first', async () => {
    const { login, handle } = await withPassword()
    const result = await login.engine.prove(handle, aCode())
    expect(result).toMatchObject({ kind: 'finished', login: { methods: ['password', 'totp'] } })
    expect(login.calls('GET /oauth/v2/authorize')).toBe(1)
    expect(login.zitadel.authRequests.size).toBe(1)
  })

  it('reads all facts at once, since it knows the user, and believes only what ZITADEL says', async () => {
    const { login, handle } = await withPassword()
    const before = login.calls('GET /v2/users/')
    const reading = login.internet.hold(/GET .*\/v2\/sessions\/\d/, { when: 'before' })
    const proving = login.engine.prove(handle, aCode())
    await reading.reached
    await vi.waitFor(() => expect(login.calls('GET /v2/users/') - before).toBe(2))
    const [session] = login.zitadel.sessions.values()
    if (session !== undefined) session.userId = '1002'
    reading.release()
    await expect(proving).rejects.toMatchObject({ code: 'LOGIN_INSUFFICIENT' })
    expect(login.zitadel.accessTokens).toEqual([])
  })

  it('stays where it is after a wrong code', async () => {
    const { login, handle } = await withPassword()
    await expect(login.engine.prove(handle, aCode('000000'))).rejects.toMatchObject({
      code: 'CODE_REJECTED',
      status: 401,
    })
    expect((await login.engine.view(handle)).needs).toMatchObject([{ type: 'second_factor' }])
    expect((await login.engine.prove(handle, aCode())).kind).toBe('finished')
  })

  it('takes no second password while a code is needed', async () => {
    const { login, handle } = await withPassword()
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({
      code: 'PROOF_NOT_EXPECTED',
    })
  })

  it('takes a code once, also in another attempt of the same user, which ZITADEL would not mind (CRED-10)', async () => {
    const { login, handle } = await withPassword()
    const other = await login.begin()
    await login.engine.prove(other, aPassword())
    await login.engine.prove(handle, aCode())
    const sent = login.calls('PATCH /v2/sessions/')
    await expect(login.engine.prove(other, aCode())).rejects.toMatchObject({ code: 'CODE_REJECTED' })
    expect(login.calls('PATCH /v2/sessions/')).toBe(sent)
  })

  it('lets one of two attempts win that bring the same code at once', async () => {
    const { login, handle } = await withPassword()
    const other = await login.begin()
    await login.engine.prove(other, aPassword())
    const results = await Promise.allSettled([handle, other].map((each) => login.engine.prove(each, aCode())))
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('remembers a code for five minutes', async () => {
    const { login, handle } = await withPassword(aLogin({ attemptLifetimeSeconds: 3600 }))
    const other = await login.begin()
    await login.engine.prove(other, aPassword())
    await login.engine.prove(handle, aCode())
    login.clock.advance(299_999)
    await expect(login.engine.prove(other, aCode())).rejects.toMatchObject({ code: 'CODE_REJECTED' })
    login.clock.advance(1)
    expect((await login.engine.prove(other, aCode())).kind).toBe('finished')
  })

  it('counts the codes of a user over all attempts, and says when to come back (THR-6)', async () => {
    const { login, handle } = await withPassword(aLogin({ maxCodesPerUser: 2 }))
    const other = await login.begin()
    await login.engine.prove(other, aPassword())
    await login.engine.prove(handle, aCode('000000')).catch(() => undefined)
    await login.engine.prove(other, aCode('000001')).catch(() => undefined)
    await expect(login.engine.prove(handle, aCode())).rejects.toMatchObject({
      code: 'CODE_LIMIT',
      status: 429,
      retryAfterSeconds: 600,
    })
  })

  it('keeps no session token between its requests (CRED-6)', async () => {
    const { login } = await withPassword()
    const written = JSON.stringify(login.events)
    const [session] = login.zitadel.sessions.values()
    expect(written).not.toContain(session?.token)
  })

  it('asks for the password again when it was changed meanwhile', async () => {
    const { login, handle } = await withPassword()
    login.zitadel.users[0].human['passwordChanged'] = new Date(login.clock.now() + 1000).toISOString()
    login.clock.advance(2000)
    await expect(login.engine.prove(handle, aCode())).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' })
    expect((await login.engine.view(handle)).needs).toMatchObject([
      { type: 'first_factor', methods: ['password'] },
    ])
    expect(login.zitadel.sessions.size).toBe(0)
  })
})
