import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ALocalLogin, aLocalLogin } from './a-local-login.ts'

let login: ALocalLogin
beforeAll(async () => {
  login = await aLocalLogin()
})
afterAll(async () => {
  await login.zitadel.close()
})

describe('against the local ZITADEL', () => {
  it('refuses a login client before it has its role, and takes it afterwards (JWTB-6)', async () => {
    await expect(login.engine.ready()).rejects.toMatchObject({ code: 'LOGIN_CLIENT_UNPRIVILEGED' })
    await login.grant(['IAM_LOGIN_CLIENT'])
    await login.engine.ready()
    expect(login.events).toEqual([])
  })

  it("refuses an owner's personal access token (JWTB-6)", async () => {
    const owner = login.engineWith({
      loginClient: { kind: 'personal_access_token', token: login.zitadel.seeded.adminPat.trim() },
    })
    await expect(owner.ready()).rejects.toMatchObject({ code: 'LOGIN_CLIENT_OVERPRIVILEGED' })
  })

  it('refuses a login client that also owns its organization (JWTB-6)', async () => {
    const engine = login.engineWith({
      loginClient: await login.aLoginClient(['IAM_LOGIN_CLIENT'], ['ORG_OWNER']),
    })
    await expect(engine.ready()).rejects.toMatchObject({ code: 'LOGIN_CLIENT_OVERPRIVILEGED' })
  })

  it("logs in by password with the first instance's login client", async () => {
    const { loginName } = await login.aUser('pat')
    const engine = login.engineWith({
      loginClient: { kind: 'personal_access_token', token: login.zitadel.seeded.loginClientPat.trim() },
    })
    const { handle } = await engine.begin({ device: { address: null, userAgent: null } })
    expect((await engine.prove(handle, login.proofOf(loginName))).kind).toBe('finished')
  })

  it('logs in by password: tokens, roles, profile, and a session that lives as long as ours', async () => {
    const { id, loginName } = await login.aUser('alice')
    await login.admin('POST /zitadel.authorization.v2.AuthorizationService/CreateAuthorization', {
      userId: id,
      projectId: login.projectId,
      organizationId: login.organizationId,
      roleKeys: ['reader'],
    })
    const result = await login.engine.prove(await login.begin(), login.proofOf(loginName))
    expect(result).toMatchObject({
      kind: 'finished',
      login: {
        subject: id,
        organizationId: login.organizationId,
        methods: ['password'],
        roles: ['reader'],
        claims: { preferred_username: loginName, email: 'alice@mail.example' },
      },
    })
    if (result.kind !== 'finished') throw new Error('not finished')
    const { session } = (await login.admin(`GET /v2/sessions/${result.login.zitadelSessionId}`)) as {
      session: { expirationDate: string }
    }
    expect(Date.parse(session.expirationDate)).toBe(login.clock.now() + 43_200_000)
  })

  it('renews by minting, and ends a session and its tokens', async () => {
    const { loginName } = await login.aUser('renewed')
    const result = await login.engine.prove(await login.begin(), login.proofOf(loginName))
    if (result.kind !== 'finished') throw new Error('not finished')
    const living = result.login
    expect(await login.engine.judge(living)).toEqual([])
    const renewed = await login.engine.renew(living)
    expect(renewed.tokens.accessToken).not.toBe(living.tokens.accessToken)
    expect(renewed.authTime).toBe(living.authTime)
    await login.engine.end(living.zitadelSessionId)
    await login.engine.end(living.zitadelSessionId)
    await expect(login.engine.renew(living)).rejects.toMatchObject({ code: 'SESSION_ENDED' })
    expect((await login.engine.judge(living)).map(({ reason }) => reason)).toContain('session_gone')
  })

  it('hears in a logout token that a session ended, as ZITADEL signs and sends it (BCL-2, BCL-5)', async () => {
    const told = Promise.withResolvers<string>()
    const receiver = createServer((request, response) => {
      text(request).then(
        (body) => told.resolve(new URLSearchParams(body).get('logout_token') ?? ''),
        told.reject,
      )
      response.end()
    })
    await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
    const { port } = receiver.address() as AddressInfo
    await login.tellLogoutsTo(`http://localhost:${port}/logout`)
    const { id, loginName } = await login.aUser('leaving')
    const result = await login.engine.prove(await login.begin(), login.proofOf(loginName))
    if (result.kind !== 'finished') throw new Error('not finished')
    const { zitadelSessionId, tokens } = result.login
    await login.engine.end(zitadelSessionId)
    const token = await told.promise
    expect(await login.engine.readLogoutToken(token)).toMatchObject({
      issuer: login.zitadel.issuer,
      subject: id,
      zitadelSessionId,
    })
    const strict = login.engineWith({ logoutTokenType: 'logout+jwt' })
    for (const refused of [
      () => strict.readLogoutToken(token),
      () => login.engine.readLogoutToken(tokens.idToken),
    ])
      await expect(refused()).rejects.toMatchObject({ code: 'LOGOUT_TOKEN_REJECTED' })
    login.clock.advance(15 * 60_000)
    await expect(login.engine.readLogoutToken(token)).rejects.toMatchObject({ code: 'LOGOUT_TOKEN_REJECTED' })
    await login.tellLogoutsTo('')
    await new Promise<void>((closed) => receiver.close(() => closed()))
  })

  it('logs in by password and TOTP, and takes a code once (CRED-10)', async () => {
    const { id, loginName } = await login.aUser('totp')
    const code = await login.withTotp(id)
    const [handle, other] = [await login.begin(), await login.begin()]
    for (const each of [handle, other]) {
      expect(await login.engine.prove(each, login.proofOf(loginName))).toMatchObject({
        kind: 'needs',
        view: { needs: [{ type: 'second_factor', methods: ['totp'] }] },
      })
    }
    expect(await login.engine.prove(handle, code())).toMatchObject({
      kind: 'finished',
      login: { methods: ['password', 'totp'] },
    })
    await expect(login.engine.prove(other, code())).rejects.toMatchObject({ code: 'CODE_REJECTED' })
  })

  it('says the same of unknown, wrong, locked and deactivated (CRED-9)', async () => {
    const [wrong, locked, inactive] = [
      await login.aUser('wrong'),
      await login.aUser('locked'),
      await login.aUser('inactive'),
    ]
    await login.admin(`POST /v2/users/${locked.id}/lock`, {})
    await login.admin(`POST /v2/users/${inactive.id}/deactivate`, {})
    const proofs = [
      login.proofOf('nobody@lab.example'),
      login.proofOf(wrong.loginName, 'wrong'),
      login.proofOf(locked.loginName),
      login.proofOf(inactive.loginName),
    ]
    const problems: unknown[] = []
    for (const proof of proofs) {
      const error = await login.engine.prove(await login.begin(), proof).catch((reason: unknown) => reason)
      problems.push((error as { toProblem(): unknown }).toProblem())
    }
    expect(new Set(problems.map((problem) => JSON.stringify(problem))).size).toBe(1)
    expect(problems[0]).toMatchObject({ code: 'CREDENTIALS_REJECTED', status: 401 })
  })
})

describe('each policy, changed at the server (CRED-8)', () => {
  const attempt = async (name: string) =>
    login.engine.prove(await login.begin(), login.proofOf(`${name}@lab.example`))

  it('a second factor that is forced', async () => {
    await login.aUser('forced')
    await login.policy({ forceMfa: true })
    expect(await attempt('forced')).toMatchObject({
      kind: 'needs',
      view: { needs: [{ type: 'mfa_enrolment_required' }] },
    })
    await login.policy({ forceMfa: false, forceMfaLocalOnly: true })
    expect(await attempt('forced')).toMatchObject({
      kind: 'needs',
      view: { needs: [{ type: 'mfa_enrolment_required' }] },
    })
    await login.policy({})
    expect((await attempt('forced')).kind).toBe('finished')
  })

  it('single sign-on only', async () => {
    await login.aUser('sso')
    await login.policy({ allowUsernamePassword: false })
    expect(await attempt('sso')).toMatchObject({ kind: 'needs', view: { needs: [{ type: 'sso_required' }] } })
    await login.policy({})
    expect((await attempt('sso')).kind).toBe('finished')
  })

  it('a new password that is demanded', async () => {
    await login.aUser('change', { password: { password: 'Passw0rd!lab', changeRequired: true } })
    expect(await attempt('change')).toMatchObject({
      kind: 'needs',
      view: { needs: [{ type: 'password_change_required' }] },
    })
  })

  it('the age of passwords, on both sides of its limit', async () => {
    await login.aUser('aged')
    await login.admin('PUT /admin/v1/policies/password/age', { maxAgeDays: 2, expireWarnDays: 0 })
    login.clock.advance(86_400_000)
    expect((await attempt('aged')).kind).toBe('finished')
    login.clock.advance(86_400_001)
    expect(await attempt('aged')).toMatchObject({
      kind: 'needs',
      view: { needs: [{ type: 'password_change_required' }] },
    })
    await login.admin('PUT /admin/v1/policies/password/age', { maxAgeDays: 0, expireWarnDays: 0 })
    expect((await attempt('aged')).kind).toBe('finished')
  })

  it('an e-mail address that is not verified', async () => {
    await login.aUser('mail', { email: { email: 'mail@mail.example', returnCode: {} } })
    expect(await attempt('mail')).toMatchObject({
      kind: 'needs',
      view: { needs: [{ type: 'email_verification_required' }] },
    })
  })

  it('a user that is locked or a factor that is enrolled while the session lives (POLICY-NOW)', async () => {
    const { id } = await login.aUser('later')
    const result = await attempt('later')
    if (result.kind !== 'finished') throw new Error('not finished')
    await login.withTotp(id)
    expect((await login.engine.judge(result.login)).map(({ type }) => type)).toContain('second_factor')
    await login.admin(`POST /v2/users/${id}/lock`, {})
    await expect(login.engine.renew(result.login)).rejects.toMatchObject({ name: 'LoginError' })
    expect((await login.engine.judge(result.login)).length).toBeGreaterThan(0)
  })

  it('a project that asks for a grant: ZITADEL refuses the binding, and nothing is left', async () => {
    await login.aUser('ungranted')
    await login.admin('POST /zitadel.project.v2.ProjectService/UpdateProject', {
      projectId: login.projectId,
      authorizationRequired: true,
    })
    const handle = await login.begin()
    await expect(login.engine.prove(handle, login.proofOf('ungranted@lab.example'))).rejects.toMatchObject({
      code: 'ACCESS_REFUSED',
      status: 403,
    })
    await login.admin('POST /zitadel.project.v2.ProjectService/UpdateProject', {
      projectId: login.projectId,
      authorizationRequired: false,
    })
    expect((await attempt('ungranted')).kind).toBe('finished')
  })

  it('an organization that is deactivated', async () => {
    const { organizationId } = await login.admin('POST /v2/organizations', { name: 'tenant' })
    await login.aUser('org', {}, String(organizationId))
    await login.admin('POST /management/v1/orgs/me/_deactivate', {}, String(organizationId))
    await expect(attempt('org')).rejects.toMatchObject({
      code: 'LOGIN_INSUFFICIENT',
      needs: [{ type: 'organization_inactive' }],
    })
    await login.admin('POST /management/v1/orgs/me/_reactivate', {}, String(organizationId))
  })
})
