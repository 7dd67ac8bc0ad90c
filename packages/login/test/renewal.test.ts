import { describe, expect, it } from 'vitest'
import { aLogin } from './a-login.ts'

describe('a renewal by minting', () => {
  it('gives another token set from the same session, and leaves the old one alive (NO-CALL-LOST)', async () => {
    const login = aLogin()
    const session = await login.living()
    login.clock.advance(3_600_000)
    const renewed = await login.engine.renew(session)
    expect(renewed).toMatchObject({
      zitadelSessionId: session.zitadelSessionId,
      subject: session.subject,
      authTime: session.authTime,
    })
    expect(renewed.tokens.accessToken).toBe(login.zitadel.accessTokens[1])
    expect(login.zitadel.revoked).toEqual([])
    expect(login.zitadel.sessions.size).toBe(1)
  })

  it('ends a session that was deleted meanwhile for us too', async () => {
    const login = aLogin()
    const session = await login.living()
    login.zitadel.sessions.clear()
    await expect(login.engine.renew(session)).rejects.toMatchObject({ code: 'SESSION_ENDED', status: 401 })
  })

  it('says when another renewal was faster (COMMAND-sGr42), and ends nothing', async () => {
    const login = aLogin()
    const session = await login.living()
    const held = login.internet.hold(/POST .*auth_requests/, { when: 'before' })
    const renewing = login.engine.renew(session)
    await held.reached
    const [living] = login.zitadel.sessions.values()
    if (living !== undefined) living.token = 'rotated'
    held.release()
    await expect(renewing).rejects.toMatchObject({ code: 'RENEWAL_COLLISION', status: 409 })
    expect(login.zitadel.sessions.size).toBe(1)
  })

  it.each([
    ['a second factor is forced', (login) => void (login.zitadel.loginPolicy['forceMfa'] = true)],
    [
      'local logins are not allowed any more',
      (login) => void delete login.zitadel.loginPolicy['allowLocalAuthentication'],
    ],
    ['the user is locked', (login) => void (login.zitadel.users[0].state = 'USER_STATE_LOCKED')],
    [
      'the organization is inactive',
      (login) => void (login.zitadel.organizationState = 'ORGANIZATION_STATE_INACTIVE'),
    ],
    [
      'a new password is demanded',
      (login) => void (login.zitadel.users[0].human['passwordChangeRequired'] = true),
    ],
    [
      'the password was proven too long ago',
      (login) => void (login.zitadel.loginPolicy['passwordCheckLifetime'] = '3600s'),
    ],
  ] satisfies [string, (login: ReturnType<typeof aLogin>) => void][])(
    'is refused, and the session ended, when %s (POLICY-NOW)',
    async (_, change) => {
      const login = aLogin()
      const session = await login.living()
      login.clock.advance(3_600_000)
      change(login)
      expect((await login.engine.judge(session)).length).toBeGreaterThan(0)
      await expect(login.engine.renew(session)).rejects.toMatchObject({ code: 'LOGIN_INSUFFICIENT' })
      expect(login.zitadel.ended).toEqual([session.zitadelSessionId])
      expect(login.zitadel.accessTokens).toHaveLength(1)
    },
  )

  it('is refused for what the facts say, also when the authorization fails beside them (POLICY-NOW)', async () => {
    const login = aLogin()
    const session = await login.living()
    login.zitadel.users[0].state = 'USER_STATE_LOCKED'
    login.internet.lose(/authorize/, { when: 'before' })
    await expect(login.engine.renew(session)).rejects.toMatchObject({ code: 'LOGIN_INSUFFICIENT' })
    expect(login.zitadel.ended).toEqual([session.zitadelSessionId])
  })

  it('gives tokens that nobody needs back, and leaves the others alive', async () => {
    const login = aLogin()
    const session = await login.living()
    const { tokens } = await login.engine.renew(session)
    await login.engine.discard(tokens)
    expect(login.zitadel.revoked).toEqual([tokens.accessToken])
    login.internet.lose(/revoke/, { when: 'before' })
    await login.engine.discard(tokens)
  })

  it('is refused when the policy changes beside the exchange, and the new token is revoked (NO-TOKEN-EARLY)', async () => {
    const login = aLogin({ policyCacheSeconds: 0 })
    const session = await login.living()
    const held = login.internet.hold(/POST .*auth_requests/, { when: 'after' })
    const renewing = login.engine.renew(session)
    await held.reached
    login.zitadel.loginPolicy['forceMfa'] = true
    held.release()
    await expect(renewing).rejects.toMatchObject({ code: 'LOGIN_INSUFFICIENT' })
    expect(login.zitadel.revoked).toEqual([login.zitadel.accessTokens[1]])
    expect(login.zitadel.ended).toEqual([session.zitadelSessionId])
  })

  it('throws tokens of another user away, and ends the session (ONE-BINDING)', async () => {
    const login = aLogin()
    const session = await login.living()
    login.zitadel.forge.claims = (claims) => ({ ...claims, sub: '1002' })
    await expect(login.engine.renew(session)).rejects.toMatchObject({ code: 'TOKEN_REJECTED' })
    expect(login.zitadel.revoked).toEqual([login.zitadel.accessTokens[1]])
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('is for the user that the session is of', async () => {
    const login = aLogin()
    const session = await login.living()
    await expect(login.engine.renew({ ...session, subject: '1002' })).rejects.toMatchObject({
      name: 'LoginError',
    })
    expect(login.zitadel.accessTokens).toHaveLength(1)
  })

  it('leaves the session as it was when the issuer cannot be reached, and works at the next try (LOST-ANSWER)', async () => {
    const login = aLogin()
    const session = await login.living()
    for (const call of [/PATCH/, /authorize/, /POST .*auth_requests/, 'POST /oauth/v2/token'] as const) {
      login.internet.lose(call, { when: 'after' })
      await expect(login.engine.renew(session)).rejects.toMatchObject({ code: 'ISSUER_UNREACHABLE' })
    }
    expect(login.zitadel.sessions.size).toBe(1)
    expect((await login.engine.renew(session)).subject).toBe(session.subject)
  })

  it('does not end a session because a policy could not be read', async () => {
    const login = aLogin({ policyCacheSeconds: 0 })
    const session = await login.living()
    login.internet.lose('GET /v2/settings/login', { when: 'before' })
    await expect(login.engine.renew(session)).rejects.toMatchObject({
      code: 'POLICY_UNREADABLE',
      status: 503,
    })
    expect(login.zitadel.sessions.size).toBe(1)
  })
})

describe('the end of a session', () => {
  it('may be asked for twice', async () => {
    const login = aLogin()
    const { zitadelSessionId } = await login.living()
    await login.engine.end(zitadelSessionId)
    await login.engine.end(zitadelSessionId)
    expect(login.zitadel.ended).toEqual([zitadelSessionId])
  })
})
