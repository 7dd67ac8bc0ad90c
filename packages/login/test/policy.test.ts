import { describe, expect, it } from 'vitest'
import { type ALogin, aLogin, aPassword } from './a-login.ts'

type Case = readonly [what: string, change: (login: ALogin) => void, type: string]

const actionable: readonly Case[] = [
  [
    'a second factor is forced and none enrolled',
    ({ zitadel }) => void (zitadel.loginPolicy['forceMfa'] = true),
    'mfa_enrolment_required',
  ],
  [
    'it is forced for local logins',
    ({ zitadel }) => void (zitadel.loginPolicy['forceMfaLocalOnly'] = true),
    'mfa_enrolment_required',
  ],
  [
    'local logins are not allowed',
    ({ zitadel }) => void delete zitadel.loginPolicy['allowLocalAuthentication'],
    'sso_required',
  ],
  [
    'the password must be changed',
    ({ zitadel }) => void (zitadel.users[0].human['passwordChangeRequired'] = true),
    'password_change_required',
  ],
  ['the password is too old', ({ zitadel }) => void (zitadel.maxAgeDays = 30), 'password_change_required'],
  [
    'the e-mail address is not verified',
    ({ zitadel }) => void (zitadel.users[0].emailVerified = false),
    'email_verification_required',
  ],
]

const hopeless: readonly Case[] = [
  [
    'the organization is inactive',
    ({ zitadel }) => void (zitadel.organizationState = 'ORGANIZATION_STATE_INACTIVE'),
    'organization_inactive',
  ],
  [
    'the user is not ready',
    ({ zitadel }) => void (zitadel.users[0].state = 'USER_STATE_INITIAL'),
    'user_not_ready',
  ],
  [
    'a second factor is forced and none allowed',
    ({ zitadel }) => {
      zitadel.loginPolicy['forceMfa'] = true
      delete zitadel.loginPolicy['secondFactors']
    },
    'mfa_not_configured',
  ],
]

describe('what ZITADEL leaves to the login client (CRED-8)', () => {
  it.each(actionable)('is reported, and gives no token: %s', async (_, change, type) => {
    const login = aLogin()
    change(login)
    const result = await login.prove(aPassword())
    expect(result).toMatchObject({ kind: 'needs', view: { needs: [{ type }] } })
    expect(login.calls('POST /v2/oidc/auth_requests/')).toBe(0)
    expect(login.zitadel.accessTokens).toEqual([])
  })

  it.each(hopeless)('ends the attempt without a token: %s', async (_, change, type) => {
    const login = aLogin()
    change(login)
    const handle = await login.begin()
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({
      code: 'LOGIN_INSUFFICIENT',
      status: 403,
      needs: [{ type }],
    })
    await expect(login.engine.view(handle)).rejects.toMatchObject({ code: 'ATTEMPT_GONE' })
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('is read once more beside the exchange: a policy that changed between bind and exchange gives nothing (NO-TOKEN-EARLY)', async () => {
    const login = aLogin({ policyCacheSeconds: 0 })
    const handle = await login.begin()
    const held = login.internet.hold(/POST .*auth_requests/, { when: 'after' })
    const proving = login.engine.prove(handle, aPassword())
    await held.reached
    login.zitadel.loginPolicy['forceMfa'] = true
    held.release()
    await expect(proving).rejects.toMatchObject({ code: 'LOGIN_INSUFFICIENT' })
    expect(login.zitadel.accessTokens).toHaveLength(1)
    expect(login.zitadel.revoked).toEqual(login.zitadel.accessTokens)
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('refuses when it cannot be read', async () => {
    const login = aLogin()
    login.internet.lose('GET /v2/settings/login', { when: 'before' })
    await expect(login.prove(aPassword())).rejects.toMatchObject({ code: 'POLICY_UNREADABLE', status: 503 })
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('lets a user with an unverified address in only by an explicit setting', async () => {
    const login = aLogin({ requireVerifiedEmail: false })
    login.zitadel.users[0].emailVerified = false
    expect((await login.prove(aPassword())).kind).toBe('finished')
  })

  it('refuses the user of another organization, and another user, than the login was begun for (AUTHZ-8)', async () => {
    for (const asked of [{ organizationId: '2999' }, { expectedSubject: '1002' }]) {
      const login = aLogin()
      const { handle } = await login.engine.begin({ ...asked, device: { address: null, userAgent: null } })
      await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({
        code: 'LOGIN_INSUFFICIENT',
      })
      expect(login.zitadel.accessTokens).toEqual([])
    }
  })
})
