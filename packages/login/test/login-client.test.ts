import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { parseServiceAccountKey } from '../src/index.ts'
import { aLogin, aPassword } from './a-login.ts'
import { applicationFile, loginClientFile, origin, rsa } from './scripted-zitadel.ts'

const formsOf = (login: ReturnType<typeof aLogin>) =>
  login.internet.sent
    .filter(({ request }) => request.url.endsWith('/oauth/v2/token'))
    .map(({ request }) => ({ request, form: new URLSearchParams(new TextDecoder().decode(request.body)) }))

describe('the JWT bearer grant (RFC 7523)', () => {
  it('sends an assertion for the issuer as one string, short-lived, with kid and jti (JWTB-1, JWTB-2, JWTB-3)', async () => {
    const login = aLogin()
    await login.engine.ready()
    const assertion = formsOf(login)[0]?.form.get('assertion') ?? ''
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'RS256', kid: loginClientFile.keyId })
    const seconds = login.clock.now() / 1000
    const { jti, ...claims } = decodeJwt(assertion)
    expect(claims).toEqual({ iss: '4001', sub: '4001', aud: origin, iat: seconds - 5, exp: seconds + 115 })
    expect(jti).toMatch(/^[\w-]{22}$/)
  })

  it('sends it in the form body with the exact grant type (JWTB-5)', async () => {
    const login = aLogin()
    await login.engine.ready()
    const [{ request, form } = { request: undefined, form: undefined }] = formsOf(login)
    expect(request?.method).toBe('POST')
    expect(new URL(request?.url ?? '').search).toBe('')
    expect(form?.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    expect(form?.get('scope')).toContain('urn:zitadel:iam:org:project:id:zitadel:aud')
  })

  it('never sends the same assertion twice (JWTB-1, CAUTH-5)', async () => {
    const login = aLogin()
    for (let count = 0; count < 5; count += 1) await login.prove(aPassword())
    const ids = formsOf(login).map(
      ({ form }) => decodeJwt(form.get('assertion') ?? form.get('client_assertion') ?? '').jti,
    )
    expect(ids).toHaveLength(6)
    expect(new Set(ids).size).toBe(6)
  })
})

describe('the application at the token endpoint', () => {
  it('authenticates for the issuer as one string, with the type of RFC 10070 (CAUTH-2, CAUTH-3)', async () => {
    const login = aLogin()
    await login.prove(aPassword())
    const { request, form } = formsOf(login)[1] ?? { form: new URLSearchParams() }
    const assertion = form.get('client_assertion') ?? ''
    expect(decodeProtectedHeader(assertion)).toEqual({
      alg: 'RS256',
      kid: '7001',
      typ: 'client-authentication+jwt',
    })
    expect(decodeJwt(assertion)).toMatchObject({ iss: '5001', sub: '5001', aud: origin })
    expect(request?.headers['authorization']).toBeUndefined()
    expect(new URL(request?.url ?? '').search).toBe('')
    expect(form.get('redirect_uri')).toBe('https://app.example/auth/callback')
    expect(form.get('code_verifier')).toMatch(/^[\w-]{43}$/)
  })

  it('leaves the type out only by its switch (CAUTH-3)', async () => {
    const login = aLogin({ clientAssertionType: 'plain' })
    await login.prove(aPassword())
    expect(decodeProtectedHeader(formsOf(login)[1]?.form.get('client_assertion') ?? '').typ).toBeUndefined()
  })

  it('authenticates at revocation too (CAUTH-1, CAUTH-2)', async () => {
    const login = aLogin()
    login.zitadel.forge.claims = (claims) => ({ ...claims, nonce: 'x' })
    await login.prove(aPassword()).catch(() => undefined)
    const revocation = login.internet.sent.find(({ request }) => request.url.endsWith('/revoke'))
    const form = new URLSearchParams(new TextDecoder().decode(revocation?.request.body))
    expect(decodeJwt(form.get('client_assertion') ?? '').aud).toBe(origin)
  })
})

describe('the login client', () => {
  it.each([
    [
      'an owner',
      ['iam.write', 'session.write', 'session.link', 'session.read', 'session.delete'],
      'LOGIN_CLIENT_OVERPRIVILEGED',
    ],
    ['an owner without session.link', ['iam.write', 'session.write'], 'LOGIN_CLIENT_OVERPRIVILEGED'],
    ['a viewer', ['session.read'], 'LOGIN_CLIENT_UNPRIVILEGED'],
    [
      'one that cannot link',
      ['session.write', 'session.read', 'session.delete'],
      'LOGIN_CLIENT_UNPRIVILEGED',
    ],
    [
      'an owner of its organization',
      ['org.write', 'session.write', 'session.link', 'session.read', 'session.delete'],
      'LOGIN_CLIENT_OVERPRIVILEGED',
    ],
    ['nobody', [], 'LOGIN_CLIENT_UNPRIVILEGED'],
  ])('is refused at the start when it is %s (JWTB-6)', async (_, permissions, code) => {
    const login = aLogin()
    login.zitadel.permissions = permissions
    await expect(login.engine.ready()).rejects.toMatchObject({ code, status: 503 })
    await expect(login.prove(aPassword())).rejects.toMatchObject({ code })
    expect(login.calls('POST /v2/sessions')).toBe(0)
  })

  it('is refused as a personal access token of an owner too (JWTB-6)', async () => {
    const login = aLogin({ loginClient: { kind: 'personal_access_token', token: 'pat' } })
    login.zitadel.serviceTokens.add('pat')
    login.zitadel.permissions.push('iam.write')
    await expect(login.engine.ready()).rejects.toMatchObject({ code: 'LOGIN_CLIENT_OVERPRIVILEGED' })
  })

  it('logs in with a personal access token', async () => {
    const login = aLogin({ loginClient: { kind: 'personal_access_token', token: 'pat' } })
    login.zitadel.serviceTokens.add('pat')
    expect((await login.prove(aPassword())).kind).toBe('finished')
  })

  it('has another key than the application (JWTB-4)', async () => {
    const login = aLogin({
      loginClient: {
        kind: 'key',
        key: parseServiceAccountKey({ ...loginClientFile, key: applicationFile.key }),
      },
    })
    await expect(login.engine.ready()).rejects.toMatchObject({ code: 'SETTINGS_INVALID' })
  })

  it('fetches one token for all who ask at once, and uses it until shortly before its end', async () => {
    const login = aLogin()
    await Promise.all(Array.from({ length: 5 }, () => login.prove(aPassword())))
    expect(login.zitadel.serviceTokens.size).toBe(1)
    expect(login.calls('POST /auth/v1/permissions/zitadel/me/_search')).toBe(1)
    login.clock.advance((43_199 - 120) * 1000 - 1)
    await login.engine.ready()
    expect(login.zitadel.serviceTokens.size).toBe(1)
    login.clock.advance(1)
    await Promise.all([1, 2, 3].map(() => login.engine.ready()))
    await expect.poll(() => login.zitadel.serviceTokens.size).toBe(2)
  })

  it('is not asked for its permissions again while it is the same', async () => {
    const login = aLogin()
    await login.engine.ready()
    login.clock.advance(86_400_000)
    await login.engine.ready()
    expect(login.zitadel.serviceTokens.size).toBe(2)
    expect(login.calls('POST /auth/v1/permissions/zitadel/me/_search')).toBe(1)
  })

  it('gets another token when ZITADEL refuses one (AUTH-7fs1e), once for all, and only reads are sent again', async () => {
    const login = aLogin()
    const session = await login.living()
    login.zitadel.serviceTokens.clear()
    const [one, other] = await Promise.all([login.engine.judge(session), login.engine.judge(session)])
    expect([one, other]).toEqual([[], []])
    expect(login.zitadel.serviceTokens.size).toBe(1)
    login.zitadel.serviceTokens.clear()
    const sent = login.calls('POST /v2/sessions')
    await expect(login.prove(aPassword())).rejects.toMatchObject({
      code: 'LOGIN_CLIENT_REJECTED',
      status: 503,
    })
    expect(login.calls('POST /v2/sessions')).toBe(sent + 1)
    expect((await login.prove(aPassword())).kind).toBe('finished')
  })

  it('is checked again when it is another (JWTB-6)', async () => {
    let token = 'first'
    const login = aLogin({ loginClient: async () => ({ kind: 'personal_access_token', token }) })
    login.zitadel.serviceTokens.add('first')
    await login.engine.ready()
    login.zitadel.serviceTokens.clear()
    login.zitadel.serviceTokens.add('second')
    token = 'second'
    login.zitadel.permissions.push('iam.write')
    await login.prove(aPassword()).catch(() => undefined)
    await expect(login.engine.ready()).rejects.toMatchObject({ code: 'LOGIN_CLIENT_OVERPRIVILEGED' })
  })

  it('says when its key has expired, to the millisecond', async () => {
    const expirationDate = new Date(1_900_000_000_000).toISOString()
    const key = parseServiceAccountKey({ ...loginClientFile, expirationDate })
    const login = aLogin({ loginClient: { kind: 'key', key } })
    await expect(login.engine.ready()).rejects.toMatchObject({ code: 'LOGIN_CLIENT_EXPIRED' })
    login.clock.advance(-1)
    await login.engine.ready()
    expect(login.zitadel.serviceTokens.size).toBe(1)
  })

  it('is ready with the key that replaced one whose date is over, although the last token of that still works (KEY-2)', async () => {
    const keyUntil = (ms: number) =>
      parseServiceAccountKey({ ...loginClientFile, expirationDate: new Date(ms).toISOString() })
    const start = 1_900_000_000_000
    let key = keyUntil(start + 1_000)
    const login = aLogin({ loginClient: async () => ({ kind: 'key', key }) })
    expect(await login.engine.ready()).toEqual({ loginClientExpiresAt: start + 1_000 })
    login.clock.advance(1_000)
    await expect(login.engine.ready()).rejects.toMatchObject({ code: 'LOGIN_CLIENT_EXPIRED' })
    key = keyUntil(start + 9_000_000)
    expect(await login.engine.ready()).toEqual({ loginClientExpiresAt: start + 9_000_000 })
  })

  it('says when ZITADEL does not know its key', async () => {
    const key = rsa().privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    const login = aLogin({
      loginClient: { kind: 'key', key: parseServiceAccountKey({ ...loginClientFile, key }) },
    })
    await expect(login.engine.ready()).rejects.toMatchObject({ code: 'LOGIN_CLIENT_ROTATED' })
  })

  it.each([
    ['behind', -30_000],
    ['ahead', 130_000],
  ])("says when the issuer's clock is %s", async (_, offsetMs) => {
    const login = aLogin()
    login.internet.route(origin, async (request) => {
      login.clock.advance(offsetMs)
      const answer = await login.zitadel.handle(request)
      login.clock.advance(-offsetMs)
      return answer
    })
    await expect(login.engine.ready()).rejects.toMatchObject({ code: 'LOGIN_CLIENT_CLOCK_SKEWED' })
  })

  it.each([
    ['another type', { ...loginClientFile, type: 'application' }],
    ['no key', { ...loginClientFile, key: undefined }],
    ['a key that is none', { ...loginClientFile, key: 'x' }],
    ['a date that is none', { ...loginClientFile, expirationDate: 'soon' }],
    ['no object', null],
  ])('is not read from a file with %s (JWTB-3)', (_, file) => {
    expect(() => parseServiceAccountKey(file)).toThrow(
      expect.objectContaining({ name: 'LoginError', code: 'SETTINGS_INVALID' }),
    )
  })
})
